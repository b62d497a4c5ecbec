-- Indexes for pins, for removing what a deleted channel leaves, and for counting who can read a channel.

-- Pins are listed in the order of the channel. Ids of imported messages follow from their external ids, so they say
-- nothing about order.
drop index tenant.messages_pinned;
create index messages_pinned on tenant.messages (tenant_id, channel_id, channel_seq) where pinned_at is not null;

-- Removing a message asks whether a mention still points at it; without this, every one of them reads all mentions.
create index mentions_by_message on tenant.mentions (tenant_id, channel_id, message_id);

-- Who can read a channel follows from status, kind and role. With these in the index, people are counted without
-- reading their sealed profiles.
create index principals_by_standing on tenant.principals (tenant_id, status, kind, role, principal_id);
