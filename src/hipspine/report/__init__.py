"""What people read: report.html, results.json, tidy CSV."""
