"""What a plugin may import: the contract, and nothing that stands on any floor of the house."""

from gridschool.plugins.contract import API_VERSION, GridSchoolPlugin

__all__ = ["API_VERSION", "GridSchoolPlugin"]
