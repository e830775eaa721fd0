"""portopt as a package. Names, version and requirements come from settings.ini, which nbdev reads too."""
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

here = Path(__file__).parent
parser = ConfigParser(delimiters=["="])
parser.read(here / "settings.ini", encoding="utf-8")
cfg = parser["DEFAULT"]
extras = {name: cfg[f"{name}_requirements"].split() for name in ("test", "bench", "cluster", "fast")}
extras["dev"] = cfg["dev_requirements"].split() + extras["test"]

setup(
    name=cfg["lib_name"],
    version=cfg["version"],
    description=cfg["description"],
    long_description=(here / "README.md").read_text(encoding="utf-8") if (here / "README.md").exists() else "",
    long_description_content_type="text/markdown",
    author=cfg["author"],
    author_email=cfg["author_email"],
    url=cfg["git_url"],
    license="Apache-2.0",
    keywords=cfg["keywords"],
    python_requires=f">={cfg['min_python']}",
    packages=find_packages(include=["portopt", "portopt.*"]),
    package_dir={"": "."},  # said aloud, so that an editable install is one path and no import hook
    # portopt/_nbs is a link to nbs/: the notebooks travel with the package, so that
    # `portopt run demo` works from any folder, and one path serves checkout and wheel alike.
    package_data={"portopt": ["_nbs/*", "_nbs/experiments/*", "_nbs/tutorials/*", "_nbs/images/*"]},
    install_requires=cfg["requirements"].split(),
    extras_require=extras,
    entry_points={
        "console_scripts": cfg["console_scripts"].split(),
        # The registry of models: a configuration's `type` is one of these names, or of another package's.
        "portopt.models": [
            "equal_weight = portopt.models.baselines:EqualWeight",
            "inverse_volatility = portopt.models.baselines:InverseVolatility",
            "minimum_variance = portopt.models.baselines:MinimumVariance",
            "mean_variance = portopt.models.baselines:MeanVariance",
            "maximum_sharpe = portopt.models.baselines:MaximumSharpe",
            "hrp = portopt.models.hrp:HRPModel",
            "risk_parity = portopt.models.risk:RiskParity",
            "maximum_diversification = portopt.models.risk:MaximumDiversification",
            "herc = portopt.models.clusters:HERCModel",
            "nco = portopt.models.clusters:NCOModel",
            "ensemble = portopt.models.ensemble:EnsembleModel",
            "market_cap = portopt.models.views:MarketCap",
            "black_litterman = portopt.models.views:BlackLitterman",
            "lstm = portopt.models.lstm:LSTMPortfolioModel",
            "gat = portopt.models.gat:GATPortfolioModel",
            "gat_korangi2024 = portopt.models.gat:KorangiPortfolioModel",
            "search = portopt.models.search:SearchModel",
        ],
    },
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Intended Audience :: Financial and Insurance Industry",
        "Programming Language :: Python :: 3 :: Only",
    ],
    zip_safe=False,
)
