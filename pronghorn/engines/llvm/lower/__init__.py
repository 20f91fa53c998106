"""Room 9: regions, their schedules and the plan become loops over scalars and short vectors."""
