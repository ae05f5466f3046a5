"""What makes a row ineligible, one small file a filter.

A row filter looks at one row and is listed in `row_filters`; filters that compare rows (exact and
near duplicates) work on hashes of all rows in `mixes.select`.
"""
