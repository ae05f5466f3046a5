"""What benchmarks of moments share: samples, submissions, measures of QVHighlights, errors."""
