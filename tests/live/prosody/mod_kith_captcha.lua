-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Registration that asks what is to be read in a picture (XEP-0158), which comes along as bits of
-- binary (XEP-0231). For tests: the picture is always the same, and says "kith". Loaded beside
-- mod_register_ibr, which makes the account once the answer is right.

local st = require "prosody.util.stanza";
local base64 = require "prosody.util.encodings".base64;
local sha1 = require "prosody.util.hashes".sha1;
local id = require "prosody.util.id";
local dataforms = require "prosody.util.dataforms";

local ANSWER = "kith";
local PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAFwAAAAkAQAAAAAs5WBZAAAANUlEQVR42mP4jwAfGGjJ4f/wgeEDA8MHIIN4Dv9//v8f/pPEAVoL5jCQwCHHHpBDSeXQJ6wBUgtclMXArSEAAAAASUVORK5CYII=";
local CID = "sha1+" .. sha1(base64.decode(PICTURE), true) .. "@bob.xmpp.org";

local answers = dataforms.new {
	{ name = "FORM_TYPE", type = "hidden", value = "jabber:iq:register" };
	{ name = "challenge", type = "hidden" };
	{ name = "ocr", type = "text-single" };
};

local function field(form, kind, var, label)
	return form:tag("field", { type = kind, var = var, label = label });
end

local function ask(session, stanza)
	session.kith_challenge = id.short();
	local reply = st.reply(stanza):tag("query", { xmlns = "jabber:iq:register" })
		:text_tag("instructions", "Read the letters, or register on the page.")
		:tag("x", { xmlns = "jabber:x:oob" }):text_tag("url", "https://kith.example/register"):up()
		:tag("x", { xmlns = "jabber:x:data", type = "form" });
	field(reply, "hidden", "FORM_TYPE"):text_tag("value", "jabber:iq:register"):up();
	field(reply, "hidden", "challenge"):text_tag("value", session.kith_challenge):up();
	field(reply, "text-single", "ocr", "Enter the text you see"):tag("required"):up()
		:tag("media", { xmlns = "urn:xmpp:media-element", width = "88", height = "36" })
		:text_tag("uri", "cid:" .. CID, { type = "image/png" }):up():up();
	field(reply, "text-single", "username", "Username"):tag("required"):up():up();
	field(reply, "text-private", "password", "Password"):tag("required"):up():up();
	reply:up():up():tag("data", { xmlns = "urn:xmpp:bob", cid = CID, type = "image/png", ["max-age"] = "0" })
		:text(PICTURE);
	session.send(reply);
	return true;
end

module:hook("stanza/iq/jabber:iq:register:query", function(event)
	local session, stanza = event.origin, event.stanza;
	if session.type ~= "c2s_unauthed" or not session.secure then return; end
	if stanza.attr.type == "get" then return ask(session, stanza); end

	local form = stanza.tags[1]:get_child("x", "jabber:x:data");
	local given = form and answers:data(form) or {};
	if (given.ocr or ""):lower() == ANSWER and given.challenge and given.challenge == session.kith_challenge then return; end
	session.send(st.error_reply(stanza, "modify", "not-acceptable", "That is not what the picture says."));
	return true;
end, 10);
