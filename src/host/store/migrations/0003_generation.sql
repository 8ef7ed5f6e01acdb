-- Answers that a language model may have written, by bot and day in UTC: counted before the model is asked.
CREATE TABLE generation_counts (
    bot TEXT NOT NULL,
    day TEXT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (bot, day)
);
