-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- For tests: writes into the log who was reported (XEP-0377), and which messages of the reporter's own archive were named.

local archive = module:depends("mam") and module:open_store("archive", "archive");

module:hook("iq-set/self/urn:xmpp:blocking:block", function (event)
	local user = event.origin.username;
	for item in event.stanza.tags[1]:childtags("item") do
		local report = item:get_child("report", "urn:xmpp:reporting:1");
		if report then
			local bodies = {};
			for id in report:childtags("stanza-id", "urn:xmpp:sid:0") do
				local found = id.attr.by == user .. "@" .. module.host and archive:get(user, id.attr.id);
				bodies[#bodies + 1] = found and found:get_child_text("body") or "unknown";
			end
			module:log("info", "Reported as %s: %s: %s", report.attr.reason, item.attr.jid, table.concat(bodies, ", "));
		end
	end
end, 2);
