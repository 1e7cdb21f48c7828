"""Write what was found: results.json, tidy tables and one self-contained page."""

from hipspine.report.page import render_report
from hipspine.report.results import results_dict
from hipspine.report.write import check_output_folder, write_results

__all__ = ["check_output_folder", "render_report", "results_dict", "write_results"]
