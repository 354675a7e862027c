"""Firms, institutes, cooperatives: kept once each."""
