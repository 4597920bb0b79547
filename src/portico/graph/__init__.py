"""The page as data: blocks, their tree, and what listens to them. Knows neither HTTP nor how jobs run."""
