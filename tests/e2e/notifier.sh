#!/bin/bash
# The notifier with a mail server: what is taken goes, what is refused is put aside, what no server took waits for it.
. "$(dirname "$0")/common.sh"
notifier=$out/cinnabar-notifier
mkdir -p "$home/outbox"
chmod 700 "$home/outbox"

# A mail server in a few lines: knows EHLO, MAIL, RCPT, DATA, QUIT; refuses whoever begins with "gone"; writes mails into a folder.
cat > "$work/server.py" <<'PY'
import socket, sys
folder, count = sys.argv[1], 0
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(8)
open(folder + "/port", "w").write(str(s.getsockname()[1]))
while True:
    c, _ = s.accept(); f = c.makefile("rwb")
    def say(t): f.write(t.encode() + b"\r\n"); f.flush()
    say("220 specimen")
    while True:
        line = f.readline()
        if not line: break
        word = line[:4].upper()
        if word == b"RCPT" and b"gone" in line: say("550 no such user")
        elif word == b"DATA":
            say("354 go on"); mail = b""
            while (l := f.readline()) != b".\r\n": mail += l
            count += 1; open(folder + "/mail-%d" % count, "wb").write(mail); say("250 taken")
        elif word == b"QUIT": say("221 bye"); break
        else: say("250 ok")
    c.close()
PY
mkdir "$work/mails"
python3 "$work/server.py" "$work/mails" &
background="$background $!"
for _ in $(seq 300); do [ -s "$work/mails/port" ] && break; sleep 0.1; done
export CINNABAR_NOTIFIER_SMTP_URL="smtp://127.0.0.1:$(cat "$work/mails/port")" CINNABAR_NOTIFIER_FROM=noreply@immigration.example CINNABAR_NOTIFIER_TLS=no

message() { # NUMBER TO
	printf '{"to":"%s","channel":"email","subject":"您的验证码","body":"Code: 1234 5678\\n","language":"zh","kind":"bind-code","made_at":%s}\n' "$2" "$(date +%s)" \
		> "$home/outbox/$(printf '%011d' "$1")-0123456789abcdef0123.json"
}

message 1 first@example.org
message 2 gone@example.org
message 3 third@example.org
exits 1 "a refused recipient is told" "$notifier" once --home "$home"
has "two were sent" "$work/out" "2 sent, 0 waiting, 1 failed"
is "two mails came" "$(ls "$work/mails" | grep -c mail-)" 2
has "to the first" "$work/mails/mail-1" "To: <first@example.org>"
has "with the code" <(sed '1,/^\r$/d' "$work/mails/mail-1" | base64 -d -i) "Code: 1234 5678"
has "under the name of its file" "$work/mails/mail-2" "Message-ID: <00000000003-0123456789abcdef0123@immigration.example>"
is "the refused one is put aside" "$(ls "$home/outbox/failed")" 00000000002-0123456789abcdef0123.json
is "nothing waits" "$(ls "$home/outbox" | grep -c json)" 0
exits 0 "nothing to do is fine" "$notifier" once --home "$home"
is "no mail came twice" "$(ls "$work/mails" | grep -c mail-)" 2
is "no address in the log" "$(cat "$work/err" "$work/out" | grep -c example.org)" 0

message 4 fourth@example.org
exits 1 "TLS is wanted from a server that has none" env CINNABAR_NOTIFIER_TLS=yes "$notifier" once --home "$home"
exits 1 "no server" env CINNABAR_NOTIFIER_SMTP_URL=smtp://127.0.0.1:1 "$notifier" once --home "$home"
is "the mail waits" "$(ls "$home/outbox" | grep -c json)" 1
exits 2 "a web address is no mail server" env CINNABAR_NOTIFIER_SMTP_URL=http://127.0.0.1:1 "$notifier" once --home "$home"

"$notifier" serve --home "$home" 2> "$work/log" &
running=$!
background="$background $running"
for _ in $(seq 300); do [ -e "$work/mails/mail-3" ] && break; sleep 0.1; done
ok "the running notifier sends it" test -s "$work/mails/mail-3"
exits 5 "two at once do not" "$notifier" once --home "$home"
message 5 fifth@example.org
for _ in $(seq 300); do [ -e "$work/mails/mail-4" ] && break; sleep 0.1; done
ok "and what comes later" test -s "$work/mails/mail-4"
kill "$running"
wait "$running"
is "ends when told" $? 0
is "no address in its log" "$(grep -c example.org "$work/log")" 0
echo "1..$count"
