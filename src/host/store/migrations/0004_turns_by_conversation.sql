-- The last turns of a conversation are looked up with each of its messages.
CREATE INDEX turns_by_conversation ON turns (address, conversation, at);
