"""Puts official papers on paper: PDF by typst for the record, .docx for the office that must still edit."""
