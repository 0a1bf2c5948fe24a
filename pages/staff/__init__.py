"""The office's pages, below `/staff`. Each is built for a `StaffVisit`, which the guard has found."""
