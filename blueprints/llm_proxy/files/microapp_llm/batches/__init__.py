"""Batches: many calls handed in at once, run one by one through the same guards as any call."""
