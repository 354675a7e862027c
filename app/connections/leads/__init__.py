"""Leads (khách quan tâm): visitors whose badge an exhibitor scanned, with their consent."""
