-- Networks that a token may be used from, separated by spaces; empty: from anywhere.
ALTER TABLE tokens ADD COLUMN networks TEXT NOT NULL DEFAULT '';
