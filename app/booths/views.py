"""The pages of this package, by subject."""

from app.booths.blueprint import bp
from app.booths.exhibits import views as exhibits
from app.booths.plans import views as plans
from app.booths.stands import making, public
from app.booths.stands import views as stands

__all__ = ["bp", "exhibits", "making", "plans", "public", "stands"]
