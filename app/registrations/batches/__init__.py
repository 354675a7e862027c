"""One deed for many registrations: chosen, counted, done in a job, told what was not possible."""
