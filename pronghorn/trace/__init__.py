"""Programs that write programs: tracing, the reverse walk, and loops over batches."""
