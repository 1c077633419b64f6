-- A code may be for a device that was installed anew: whoever comes with it gets that device's id, and its key replaces the old one.
alter table account.pairing_code add column replaces text references account.device (id);
-- Told again to whoever asks again, as the first answer may be lost.
alter table account.pairing_code add column key_before text;
