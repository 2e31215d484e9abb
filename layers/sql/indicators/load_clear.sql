-- Removes the census's figures before they are loaded anew; those of other datasets (layers.indicators.store) stay.
delete from layers_indicatorvalue v
using layers_indicator i
where i.id = v.indicator_id and i.origin = 'census'
