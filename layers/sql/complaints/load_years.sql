-- Fills the roll-up of complaints for one year.
-- Parameters: those of year.sql.
insert into layers_complaintyear (ends_on, territory_id, category, n, acknowledge_due, acknowledged, answer_due, answered,
    stock, stock_old, reopened, satisfaction, rated, fictitious)
select %(until)s, y.territory_id, y.category, y.n, y.acknowledge_due, y.acknowledged, y.answer_due, y.answered,
    y.stock, y.stock_old, y.reopened, y.satisfaction, y.rated, y.fictitious
from ({{year}}) y
