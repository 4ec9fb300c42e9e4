from gridschool.plugins import GridSchoolPlugin


class FujinPlugin(GridSchoolPlugin):
    """The Grid School of Fujin: onboarding of grid workers, online classes and field drills."""

    name = "gridschool_fujin"
    verbose_name = "Fujin"
    slug = "fujin"
    version = "1.0.0"
    api = ">=1,<2"
    packs = (
        "packs/grid-worker-onboarding",
        "packs/t01-duties-and-ethics",
        "packs/t02-grassroots-governance",
        "packs/t03-law",
        "packs/t04-talking-with-people",
        "packs/t05-home-visit",
        "packs/t06-mediation",
        "packs/t07-special-care",
        "packs/t08-fire-safety",
        "packs/t09-emergency",
        "packs/t10-first-aid",
        "packs/t11-platform",
        "packs/t12-writing",
        "packs/t13-privacy",
        "packs/annual-rotation",
    )
    demo = "demo.toml"
    year = "year.toml"
