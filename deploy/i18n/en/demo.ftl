# The narration of `make demo`. Ids are named in deploy/src/demo.rs.

intro = Two loans, from the first signature to the last payment, on a real chain.
    What follows a $ is what a user types; what is indented is the program's answer.
node-starting = Starting a development node: blocks as transactions come, every block final, a clock that can be moved.
accounts = Three accounts, each in a keystore with a password. (Their keys are published development keys, which own
    the tokens of this chain; on any other chain the program refuses them.)
deploying = One contract keeps all loans. Whoever deploys it gets no power over any of them.

one-proposed = ── Story one: money outside the chain ──
    张三 asks 李四 for 10,000.00 yuan at 6 % for 90 days, fills in a form and signs. Names, phones, ID numbers and the
    purpose stay on 张三’s machine, encrypted; the chain gets the terms, the schedule and salted commitments.
one-handed = The names are on 张三’s machine alone, and 李四 does not sign what cannot be seen. 张三 seals them for 李四’s account and hands them over; 李四’s program holds them to the terms on the chain.
one-signed = 李四 reads the same terms and signs the same digest. Still there is no loan: money has to arrive first.
one-delivered = 李四 makes a bank transfer and records amount and receipt; 张三 acknowledges. Now there is a loan.
one-days-pass = Ninety days pass. Anybody may have what fell due announced on the chain.
one-watched = `iou watch`, which has been running all along, shows RepaymentDue: { $amount } CNY due on { $day }, final in block { $block }.
one-part = 张三 pays a part, 李四 confirms it. Interest is paid first, then principal.
one-rest = Then the rest, to the fen.

two-proposed = ── Story two: the chain's own token ──
    This time the lender proposes: 50 IOU at 8 %, interest every 30 days, five days of grace.
two-delivered = Delivery and receipt are one step here: the tokens pass through the contract to the borrower.
two-missed = The first interest is not paid. Thirty-five days are the due day and its grace; on the thirty-sixth anyone may record default.
two-cured = 张三 pays what is overdue, late interest included. The mark is lifted; it stays in history.
two-settled = 张三 repays the rest early: interest for the days that passed and no more. 李四 withdraws what the contract kept.

end = That is all: every step above was signed, checked by the contract, and is final.
cleaned = The node and its data are gone. `make demo KEEP=1` leaves them for you to play with.
kept = The node runs on (process { $pid }, data in { $data }). To play on:

    {"  "}export IOU_HOME={ $home } IOU_PASSWORD_FILE={ $home }/password
    {"  "}cd { $home }
    {"  "}{ $program } list --all
    {"  "}{ $program } --account lisi --help

    To end it: kill { $pid } && rm -rf { $data } { $home }

page-hint = The same on a phone's screen, in a browser, both sides yours to play: `make page`.

# What `make page` says. Ids are named in deploy/src/page.rs.

page-starting = Starting a development node, the contract, and the service with its two hosts. Real signatures, invented people: no name, number or
    sum here is anybody's.
page-there = The page is at { $page }, signing at { $signer }. Open the first in a browser on this machine. Play one side in a
    window, the other in a private window (or another browser): each is a phone of its own.
page-lend = As 李四, who lends (ID number 110101199003074258, phone 13900000002): write a loan, make a key, and hand 张三 the link that you are shown.

    {"  "}{ $link }
page-borrow = As 张三, who borrows (ID number 110101199003072033, phone 13800000001): open the link that 李四 hands you, or begin yourself:

    {"  "}{ $link }
page-loan = A loan between two others that runs already: { $link }
page-more = The same chain from a terminal, whose clock can be moved:

    {"  "}export IOU_HOME={ $home } IOU_PASSWORD_FILE={ $home }/password
    {"  "}cd { $home }
    {"  "}{ $program } list --all
    {"  "}{ $program } dev advance 90d

    Ctrl-C ends all of it, and nothing stays.
page-stopping = Stopping …
