-- Shops look parcels up by their own order number.
ALTER TABLE parcels ADD COLUMN shop_reference text;

CREATE INDEX parcels_shop_reference_idx ON parcels (shop_id, shop_reference);
