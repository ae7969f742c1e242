CREATE TABLE shops (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE parcels (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop_id    bigint NOT NULL REFERENCES shops (id),
  code       text NOT NULL UNIQUE,
  carrier    text NOT NULL,
  status     text NOT NULL DEFAULT 'announced',
  updated_at timestamptz NOT NULL DEFAULT now()
);
