# What the client says in English. Ids are explained in src/text.rs (messages), src/error.rs (err-*, rec-*) and
# src/cli/help.rs (help-*). A test compares this file with zh-CN/iou.ftl and with the sources.

## Labels

label-error = error:
label-warning = warning:
label-advice = what to do:
label-name = Name
label-address = Address
label-public-key = Public key
label-created = Created
label-file = File
label-setting = Setting
label-value = Value
label-origin = From
label-transaction = transaction
label-status = Status
label-block = Block
label-action = Action
label-loan = Loan
label-time = Time
label-chain = Chain

## Remarks

progress-connecting = connecting to { $url }
progress-submitting = waiting for the chain
account-phrase-warning = Write these words down on paper, in this order. Whoever has them can sign for this account, without them a lost keystore is lost for good, and they are not shown again.
account-exported = The keystore of { $name } was written to { $path }. It is still protected by its password.
account-none = There are no accounts yet. `iou account new NAME` makes one.
config-absent = (does not exist)
tx-none = Nothing has been submitted from this machine.
tx-submitting = Submitting transaction { $hash }
status-finalised = finalised

## Questions

prompt-password = Password of { $name }
prompt-new-password = New password for { $name }
prompt-repeat = Once more
prompt-mismatch = The two are not the same.
prompt-phrase = Secret phrase
confirm-heading = About to sign and submit:
confirm-question = Sign and submit? [y/N]

## Explanations that errors repeat

why-hash = A transaction hash is 0x and 64 hexadecimal digits.
why-duration = A length of time is written like 30d, 12h, 90m or "1d 6h", and is longer than nothing; months and years have no fixed length.
why-moment = A moment is written like 2026-12-01T08:00:00+08:00.

## Errors: what is wrong (err) and what to do (rec)

err-usage = { $reason }
rec-usage = `iou COMMAND --help` explains every argument.
err-prompt-required = This command signs, and there is no terminal to ask on.
rec-prompt-required = Add -y after checking what the command does, or run it in a terminal.
err-declined = Nothing was signed or submitted: the answer was not yes.
rec-declined = Run the command again and answer y if it is right.
err-output-closed = The reader of the output has gone.
rec-output-closed = Nothing has to be done.

err-config = The configuration cannot be read: { $reason }
rec-config = Correct the file that is named; `iou config path` lists the files that are looked at.
err-profile-unknown = There is no profile "{ $profile }" (there are: { $known }).
rec-profile-unknown = Choose another with --profile, add [profile.{ $profile }] with a url to iou.toml, or give --url.
err-config-missing = The profile "{ $profile }" has no value for { $key }.
rec-config-missing = Set { $key } under [profile.{ $profile }] in iou.toml. `iou deploy` writes contract, code_hash and genesis.
err-config-value = { $key } = "{ $value }" (from { $origin }) cannot be used: { $reason }
rec-config-value = Correct the value where it was set; `iou config show` lists all values with their origins.

err-form = { $file }: field { $field }: { $why }
rec-form = Correct the field { $field } in { $file } and run the command again. Nothing was submitted.
err-amount = The amount "{ $value }" cannot be used: { $why }
rec-amount = Write an amount as digits with a decimal point, for instance 1234.50.
err-argument = { $name } "{ $value }" cannot be used: { $why }
rec-argument = Correct { $name } and run the command again. Nothing was submitted.
err-bundle = { $path } is not a complete contract bundle: { $reason }
rec-bundle = Build the contract again, or give the .contract file of a finished build.

err-account-name = "{ $name }" cannot be the name of an account.
rec-account-name = Begin with a letter or digit and use letters, digits, ".", "-" and "_" only, 64 at most.
err-keystore-not-found = There is no account "{ $name }" in { $dir }.
rec-keystore-not-found = `iou account list` shows the accounts; `iou account new { $name }` or `iou account import { $name }` makes this one.
err-keystore-exists = There is an account "{ $name }" already: { $path }
rec-keystore-exists = Choose another name. A keystore is never overwritten.
err-wrong-password = The password of "{ $name }" is wrong.
rec-wrong-password = Try again. Without its password a keystore can only be made anew from the secret phrase: `iou account import`.
err-keystore-invalid = The keystore { $path } cannot be used: { $reason }
rec-keystore-invalid = Export it from the wallet again as JSON (version 3, sr25519), or import the secret phrase.
err-permissions-too-open = Others can read { $path } (mode { $mode }), which holds a secret.
rec-permissions-too-open = Run: chmod 600 { $path }
err-phrase = The secret phrase cannot be used: { $reason }
rec-phrase = Give 12 or 24 English words, a derivation such as //Alice, or 0x and 64 hexadecimal digits.
err-password-required = The password of "{ $name }" is needed, and there is no terminal to ask on.
rec-password-required = Give --password-file FILE or set IOU_PASSWORD_FILE.
err-no-account = No account was chosen.
rec-no-account = Give --account NAME, or set account in iou.toml. `iou account list` shows the accounts.
err-dev-key-refused = { $address } is a published development key, and { $chain } is not a development chain.
rec-dev-key-refused = Use an account of your own: `iou account new NAME`. Anybody can sign with this key.

err-private-not-found = This machine has no private data of { $address } for the loan with digest { $digest }.
rec-private-not-found = Use the machine on which the form was filled in, or copy its private directory.
err-private-unreadable = The private data in { $path } cannot be read: { $reason }
rec-private-unreadable = Restore the file from a backup. Only the account that wrote it can open it.

err-url-invalid = "{ $url }" is not the address of a node: { $reason }
rec-url-invalid = Give an address like ws://127.0.0.1:9944.
err-node-unreachable = The node { $url } cannot be reached: { $reason }
rec-node-unreachable = Start the node or correct the url (--url, or url in iou.toml). Nothing was submitted.
err-node-silent = The node { $url } did not answer { $method } within { $seconds } s.
rec-node-silent = Look at the node's log, or use another node with --url. Nothing was submitted by this request.
err-node-lost = The connection to { $url } was lost: { $reason }
rec-node-lost = Check that the node is still running, then run the command again.
err-node = The node { $url } answered with an error: { $reason }
rec-node = If it persists, look at the node's log.
err-chain-mismatch = { $url } runs another chain than expected: its first block is { $found }, not { $expected }.
rec-chain-mismatch = Nothing was submitted. Correct url or genesis in the profile, or deploy anew if the chain was restarted from nothing.
err-chain-unsuitable = The chain { $chain } cannot be used: { $reason }
rec-chain-unsuitable = Use a chain with pallet-contracts, and a client of the same age as the chain.
err-not-dev-chain = { $chain } is not a development chain: its clock cannot be moved.
rec-not-dev-chain = Start a node with --dev.

err-dry-run-failed = A trial run of the call failed: { $reason }
rec-dry-run-failed = Nothing was submitted. Check the balance of the account and the arguments.
err-transaction-rejected = The node did not take the transaction { $hash }: { $reason }
rec-transaction-rejected = It was not submitted. Check that the account can pay the fee, then run the command again.
err-transaction-failed = The transaction { $hash } failed in block { $block }: { $reason }
rec-transaction-failed = It had no effect but its fee. `iou show` tells the present state.
err-transaction-expired = The transaction { $hash } can never be included any more (its last block was { $last_block }, or another transaction took its place).
rec-transaction-expired = It had no effect. The command can be run again.
err-outcome-pending = The transaction { $hash } is not final yet: { $status ->
        [in_block] it is in a block that may still be replaced
        [pending] it waits in the pool of the node
       *[other] this node has not seen it
    }.
rec-outcome-pending = Ask again later with `iou tx { $hash }`. After block { $last_block } it can no longer be included.
err-outcome-unknown = The transaction { $hash } was submitted, but what became of it is not known: { $reason }
rec-outcome-unknown = Do not repeat the command. Ask for the outcome: iou tx { $hash }

err-not-found = There is no { $what } { $name }.
rec-not-found = Check the number or hash, and with `iou config show` that this is the right chain and contract.
err-io = { $path }: { $reason }
rec-io = Check that the file or directory exists, that you may use it, and that the disk is not full.

err-contract = The contract refused: { $error }
rec-contract = Nothing was submitted. This client does not know the reason; a newer one may.

## Help: the frame

help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-global-options = Options of every command
help-examples = Examples:

## Help: global options

help--json = Write one JSON envelope a line to standard output, for programs
help--lang = Language of messages [env: IOU_LANG]
help--url = JSON-RPC address of the node [env: IOU_URL]
help--profile = Profile of iou.toml: a chain with a contract [env: IOU_PROFILE]
help--account = Keystore that signs [env: IOU_ACCOUNT]
help--suri = Sign with a secret URI instead: //Alice on a development chain, or - to read it from standard input
help--password-file = File whose first line is the keystore's password [env: IOU_PASSWORD_FILE]
help--yes = Do not ask before signing
help--wait = How far to follow a transaction: taken by the node, in a block, in a finalised block
help--timeout = Most time to wait for the node, in seconds; after it a submitted transaction's outcome is unknown (exit 3)
help--verbose = Write logs to standard error; twice or three times for more
help--quiet = Write errors and warnings only to standard error
help--color = When to colour
help--help = Explain
help-iou--version = Tell the version

## Help: commands

help-iou = Loan agreements (IOUs) kept by a contract: write one, sign it, pay, and always be able to show how it stands.
help-iou-examples =
    {"  "}iou account new li                make an account
    {"  "}iou config show                   see which chain and contract are used, and why
    {"  "}iou --suri //Alice dev time       use a published key on a development chain
    Exit status: 0 done, 1 refused or not found, 2 usage or environment, 3 submitted but outcome unknown.

help-account = Make, import, export and list accounts (polkadot-js keystores, protected by a password)
help-account-new = Make a new account; its secret phrase is shown once
help-account-new-examples =
    {"  "}iou account new li
    {"  "}iou account new li --words 24 --password-file ~/.li-password --json
help-account-new--name = Name of the keystore
help-account-new--words = Length of the secret phrase
help-account-import = Import an account from its secret phrase or from a keystore of a polkadot-js wallet
help-account-import-examples =
    {"  "}iou account import li                          asks for the phrase, without echo
    {"  "}iou account import li --phrase-file -          reads the phrase from standard input
    {"  "}iou account import li --json-file export.json  keeps the wallet's password
help-account-import--name = Name of the keystore
help-account-import--phrase-file = File whose first line is the secret phrase; - is standard input
help-account-import--json-file = JSON file exported by a polkadot-js wallet
help-account-export = Write a keystore out as JSON that polkadot-js wallets import; it stays encrypted
help-account-export-examples =
    {"  "}iou account export li > li.json
    {"  "}iou account export li -o li.json
help-account-export--name = Name of the keystore
help-account-export--output = File to write; an existing one is not overwritten
help-account-list = List the accounts; the chosen one has a star
help-account-list-examples =
    {"  "}iou account list
help-account-show = Show address and public key of an account
help-account-show-examples =
    {"  "}iou account show li
help-account-show--name = Name of the keystore; the chosen account if left out

help-config = Look at the settings
help-config-show = Show every setting and where it came from: flag, environment, project, user or default
help-config-show-examples =
    {"  "}iou config show
    {"  "}iou --profile court config show --json
help-config-path = Show which files are looked at, the strongest first, and the directory of keystores and private data
help-config-path-examples =
    {"  "}iou config path

help-tx = Tell what became of a submitted transaction; without a hash, list what was submitted from this machine
help-tx-examples =
    {"  "}iou tx
    {"  "}iou tx 0x4f1c…  exit status 0: final and done, 1: failed or expired, 3: still open
help-tx--hash = Hash of the transaction, as printed when it was submitted

help-dev = Move the clock of a development chain
help-dev-advance = Move the clock forward by a length of time
help-dev-advance-examples =
    {"  "}iou dev advance 30d
    {"  "}iou dev advance "1d 6h"
help-dev-advance--duration = Length of time: 30d, 12h, 90m
help-dev-set-time = Move the clock forward to a moment
help-dev-set-time-examples =
    {"  "}iou dev set-time 2026-12-01T08:00:00+08:00
help-dev-set-time--moment = Moment, with its time zone
help-dev-time = Tell the clock of the chain
help-dev-time-examples =
    {"  "}iou dev time

help-completions = Write a completion script for a shell
help-completions-examples =
    {"  "}iou completions bash > ~/.local/share/bash-completion/completions/iou
    {"  "}iou completions zsh > ~/.zfunc/_iou
help-completions--shell = Shell

## The contract's refusals: err-contract-*, rec-contract-*, one pair for each terms::Error

err-contract-arithmetic = The contract's books do not add up. This is a defect of the contract, not of your input.
rec-contract-arithmetic = Nothing was changed. Please report it, with the number of the loan and the command.
err-contract-amount-too-large = An amount, or what follows from it, is above the limit of 10^26 minor units.
rec-contract-amount-too-large = Use a smaller amount, or a currency with fewer decimals.
err-contract-amount-zero = The amount is zero.
rec-contract-amount-zero = Name an amount above zero, such as 100.00.
err-contract-bad-date = A date is not in the calendar, or not within the years 1970 to 2999.
rec-contract-bad-date = Correct the date; dates are written as 2026-12-31.
err-contract-rate-too-high = A rate is above 1,000 % a year.
rec-contract-rate-too-high = Correct the annual rate or the overdue rate in the form.
err-contract-bad-decimals = The currency has more than 12 decimals.
rec-contract-bad-decimals = Correct the decimals in the form; the yuan (CNY) has 2.
err-contract-bad-currency = The currency is not written as three capital letters.
rec-contract-bad-currency = Write its ISO 4217 code in the form, such as CNY.
err-contract-bad-utc-offset = The offset from UTC is beyond 14 hours.
rec-contract-bad-utc-offset = Write the offset of the place where the parties live, such as +08:00.
err-contract-grace-too-long = The days of grace are more than 365.
rec-contract-grace-too-long = Name at most 365 days of grace in the form.
err-contract-bad-periods = The plan has no instalment, more than 120, periods of no length, or several instalments although everything is repaid at once.
rec-contract-bad-periods = Correct the method and the number and length of the periods in the form.
err-contract-term-too-long = The last due day is more than 100 years after the start.
rec-contract-term-too-long = Choose fewer or shorter periods in the form.
err-contract-schedule-mismatch = The schedule does not follow from the terms.
rec-contract-schedule-mismatch = Propose again with `iou new`, which computes the schedule. If it happens again, this client does not belong to the version of the contract.
err-contract-same-party = Lender and borrower are the same account.
rec-contract-same-party = Name the other party's own account in the form.
err-contract-deadline-order = The dates are not in order: the deadline for signing, then the one for the delivery, then the first due day.
rec-contract-deadline-order = Correct the dates in the form. The delivery must end before the first due day begins.
err-contract-deadline-passed = The deadline for this step has passed.
rec-contract-deadline-passed = For a new proposal, name later deadlines in the form. A loan on the chain can be ended with `iou expire LOAN` and proposed again with `iou new`.
err-contract-deadline-not-reached = The deadline has not passed yet, so the loan cannot expire.
rec-contract-deadline-not-reached = `iou show LOAN` tells the deadline. Until both have signed, either party can end a proposal with `iou cancel LOAN`.
err-contract-no-such-loan = The contract has no loan with this number.
rec-contract-no-such-loan = `iou list` shows your loans; `iou config show` tells which chain and contract are used.
err-contract-wrong-state = The state of the loan does not allow this step.
rec-contract-wrong-state = `iou show LOAN` tells where the loan stands.
err-contract-not-a-party = The signing account is neither the lender nor the borrower of this loan.
rec-contract-not-a-party = Choose the account of a party with --account; `iou show LOAN` names both.
err-contract-wrong-party = The other party has to take this step.
rec-contract-wrong-party = Ask the other party, or, if you chose the wrong account, use --account.
err-contract-digest-mismatch = The digest is not that of the proposed terms.
rec-contract-digest-mismatch = Read the terms with `iou show LOAN` and compare them with what was agreed before you sign.
err-contract-already-proposed = The very same terms were proposed before.
rec-contract-already-proposed = `iou list` shows that proposal. For a second loan run `iou new` again: it draws a new reference.
err-contract-rate-above-cap = The annual rate is above the cap: four times the one-year LPR (Provisions on Private Lending, art. 25), or the cap that the terms name.
rec-contract-rate-above-cap = Propose with a lower rate: `iou new`. The LPR of the day of this step counts.
err-contract-overdue-rate-above-cap = The overdue rate is above the cap: four times the one-year LPR (Provisions on Private Lending, art. 28 and 29), or the cap that the terms name.
rec-contract-overdue-rate-above-cap = Propose with a lower overdue rate, or without one: `iou new`.
err-contract-no-reference-rate = For that day no one-year LPR is known; the first was published on 2019-08-20 (Provisions on Private Lending, art. 25).
rec-contract-no-reference-rate = Check the date. For a delivery before that day, propose with a fixed cap: law = "none" and rate_cap in the form.
err-contract-delivery-too-large = More money was delivered than was agreed; principal is what the borrower received, up to the agreed sum (Civil Code, art. 670; Provisions on Private Lending, art. 26).
rec-contract-delivery-too-large = Deliver at most the agreed principal (--amount). What goes beyond it needs a loan of its own: `iou new`.
err-contract-delivery-day = The day of the delivery is in the future, before both the proposal and the agreed start, or not before the first due day.
rec-contract-delivery-day = Name the day on which the money was handed over: --on DAY. In the chain's own token that is always today.
err-contract-no-delivery = The lender has not reported a delivery that could be acknowledged.
rec-contract-no-delivery = The lender reports it first: `iou deliver LOAN`.
err-contract-delivery-mismatch = The amount is not the one that the lender reported.
rec-contract-delivery-mismatch = `iou show LOAN` tells the reported amount. If it is wrong, do not acknowledge it: the lender reports it again with `iou deliver LOAN`.
err-contract-delivery-reported = The lender has reported the delivery, so the loan cannot expire.
rec-contract-delivery-reported = The borrower acknowledges it with `iou received LOAN`; there is no deadline for that.
err-contract-value-mismatch = The money that came with the call is not the amount that the call names.
rec-contract-value-mismatch = `iou deliver LOAN` sends the right amount. A program of your own attaches the whole amount in the chain's token, and nothing where the money moves outside the chain.
err-contract-wrong-settlement = This step does not fit the agreed way of settlement.
rec-contract-wrong-settlement = In the chain's token: `iou repay LOAN AMOUNT`. Outside the chain: `iou report LOAN AMOUNT --receipt FILE`. `iou show LOAN` tells which was agreed.
err-contract-repayment-too-large = The repayment is more than everything owed.
rec-contract-repayment-too-large = `iou show LOAN` tells what settles the loan today; repay at most that.
err-contract-early-repayment-excluded = The terms exclude repayment before the due day (Civil Code, art. 677; Provisions on Private Lending, art. 30).
rec-contract-early-repayment-excluded = Pay what is due now and the rest on its day; `iou show LOAN` tells both.
err-contract-payment-day = The day of the repayment is in the future or before the delivery.
rec-contract-payment-day = Name the day on which the money was paid: --on DAY.
err-contract-too-many-reports = 32 reported repayments wait for the lender already.
rec-contract-too-many-reports = The lender confirms them with `iou confirm LOAN`, the earliest day first; then report again.
err-contract-no-such-report = There is no open report of a repayment with this number.
rec-contract-no-such-report = `iou show LOAN` lists the open reports. One that was confirmed is no longer among them.
err-contract-earlier-report-open = A repayment of an earlier day was reported and is not confirmed yet.
rec-contract-earlier-report-open = Payments count in the order of their days: the lender confirms the earlier one first, with `iou confirm LOAN`.
err-contract-not-in-default = No instalment is overdue beyond its days of grace.
rec-contract-not-in-default = `iou show LOAN` tells the day after which default can be recorded.
err-contract-nothing-to-announce = Nothing has fallen due that was not announced before.
rec-contract-nothing-to-announce = Nothing needs to be done. An instalment is announced from seven days before its due day on; `iou show LOAN` tells the day.
err-contract-bad-batch = The list of loans is empty or has more than 100.
rec-contract-bad-batch = Name 1 to 100 loans: `iou due LOAN…`.
err-contract-nothing-to-withdraw = The contract keeps no money for this account.
rec-contract-nothing-to-withdraw = It keeps repayments in the chain's token for the lender. Choose the lender's account with --account.
err-contract-transfer-failed = The chain refused to transfer the money.
rec-contract-transfer-failed = Check that the receiving account exists: an amount below the chain's minimum balance cannot open a new one.

## Words of the loan: states, stages of a due day, events

status-proposed = proposed
status-signed = signed
status-active = running
status-defaulted = in default
status-settled = settled
status-cancelled = cancelled
status-expired = expired

stage-soon = soon due
stage-today = due today
stage-overdue = overdue
stage-final = overdue beyond grace

event-loan-proposed = proposed
event-loan-signed = signed by both
event-loan-cancelled = cancelled
event-loan-expired = expired
event-delivery-reported = delivery reported
event-loan-delivered = delivered
event-repayment-reported = repayment reported
event-loan-repaid = repayment applied
event-repayment-due = repayment due
event-loan-defaulted = default recorded
event-default-cured = default cured
event-loan-settled = settled
event-withdrawn = money withdrawn

## Loans: labels

label-account = Signed by
label-amount = Amount
label-borrower = Borrower
label-code-hash = Code hash
label-contract = Contract
label-day = Day
label-deliver-by = Deliver by
label-delivery = Delivery reported
label-deposit = Storage deposit
label-digest = Digest of the terms
label-due = Due
label-evidence = Evidence
label-fee = Fee
label-grace = Grace
label-instalment = Instalment
label-interest = Interest
label-late = Late interest
label-lender = Lender
label-next-due = Next due
label-number = No.
label-outstanding = Principal outstanding
label-overdue-rate = Overdue rate
label-owed = Owed in all
label-principal = Principal
label-rate = Annual rate
label-report = Repayment reported
label-role = Role
label-sign-by = Sign by
label-total = Total
label-value-sent = Money sent along
status-submitted = submitted
status-in-block = in a block
value-days = { $days } days
value-delivery = { $amount } on { $day }
value-next-due = { $amount } by { $day }
value-report = no. { $number }: { $amount } on { $day }
line-event = loan { $loan } #{ $sequence } { $event }
line-owed = owed { $amount }
line-unknown = an event that this client does not know
list-none = No loans yet. `iou new FORM.toml` proposes one.
withdrawn = { $amount } were sent to the account.

## Loans: what is about to be signed

action-deploy = deploy a new ledger contract
action-new = propose these terms and sign them
action-sign = sign the proposed terms
action-cancel = withdraw or decline the proposal
action-expire = record that the deadline passed
action-deliver = deliver the money
action-received = acknowledge that the money was received
action-repay = repay in the chain's token
action-report = report a repayment
action-confirm = confirm a reported repayment
action-due = announce what has fallen due
action-default = record default
action-withdraw = withdraw the money kept for this account

## Loans: why a field or an argument cannot be used

why-amount-malformed = It is not digits with at most one decimal point (no separators, no sign).
why-amount-decimals = It has more decimals than this money, which has { $decimals }.
why-amount-too-large = It is above the limit of 10^26 minor units.
why-amount-zero = It is zero.
why-currency = A currency is three capital letters (ISO 4217), for instance CNY.
why-currency-unknown = This currency's decimals are not known here. Correct it, or add decimals = 2 (or what they are).
why-day = A day is written like 2026-12-31 and must exist.
why-day-count = It is one of act/365, act/360, 30/360.
why-empty = It is empty.
why-flag = It is true or false, without quotes.
why-id-number = It is not a document number; one of 18 signs must have the right check sign.
why-law = It is prc or none.
why-method = It is bullet or interest-only.
why-missing = It is missing.
why-number = It is not a whole number in its range, without quotes.
why-offset = An offset from UTC is written like +08:00.
why-period = A period is written like 90d, 3m or 1y.
why-phone = It is not a telephone number.
why-quotes = It must be text in quotes.
why-rate = A yearly rate is a percentage with at most four decimals, for instance "6%".
why-rate-cap = A rate_cap of one's own goes with law = "none" only; under prc the law sets the cap.
why-rounding = It is floor or half-even.
why-section = This part of the form is missing: [lender] and [borrower], each with account and name.
why-settlement = It is off-chain or native.
why-start-past = It lies in the past.
why-unknown-field = The form knows no such field; it may be misspelt.

## Help: loans


help-deploy = Put a new ledger contract on the chain and write its address into the profile
help-deploy-examples =
    {"  "}iou --suri //Alice deploy loan.contract
    {"  "}iou --account deployer --profile court deploy loan.contract
help-deploy--bundle = Contract bundle (.contract) as the build writes it

help-new = Propose a loan from a form and sign it, as lender or as borrower
help-new-examples =
    {"  "}iou --account zhangsan new jietiao.toml
    {"  "}iou --account zhangsan new jietiao.toml --evidence signature.png
help-new--form = Form in TOML; examples/jietiao.toml explains every field
help-new--evidence = File whose SHA-256 goes on the record; the file itself stays here

help-sign = Sign the terms that the other party proposed
help-sign-examples =
    {"  "}iou --account lisi sign 0
help-sign--loan = Number of the loan
help-sign--evidence = File whose SHA-256 goes on the record

help-cancel = Withdraw a proposal, or decline the other party's
help-cancel-examples =
    {"  "}iou --account lisi cancel 0
help-cancel--loan = Number of the loan
help-cancel--evidence = File whose SHA-256 goes on the record

help-expire = Record that a proposal was not signed, or a loan not delivered, in time; anyone may
help-expire-examples =
    {"  "}iou --account lisi expire 0
help-expire--loan = Number of the loan

help-deliver = Deliver the money: send it (native), or record that it was handed over (off-chain)
help-deliver-examples =
    {"  "}iou --account lisi deliver 0 --receipt transfer.pdf
    {"  "}iou --account lisi deliver 0 --amount 9500.00 --on 2026-11-23
help-deliver--loan = Number of the loan
help-deliver--amount = Amount handed over; the agreed principal if left out
help-deliver--on = Day on which it reached the borrower; today if left out
help-deliver--receipt = Receipt whose SHA-256 goes on the record

help-received = Acknowledge, as the borrower, that the money arrived: from now on there is a loan
help-received-examples =
    {"  "}iou --account zhangsan received 0
help-received--loan = Number of the loan
help-received--amount = Amount received; the reported one if left out
help-received--evidence = File whose SHA-256 goes on the record

help-repay = Repay in the chain's token
help-repay-examples =
    {"  "}iou --account zhangsan repay 1 2.5
    {"  "}iou --account zhangsan repay 1 all
help-repay--loan = Number of the loan
help-repay--amount = Amount, or all: everything owed today
help-repay--evidence = File whose SHA-256 goes on the record

help-report = Report a repayment made outside the chain; the lender's own report counts at once
help-report-examples =
    {"  "}iou --account zhangsan report 0 4000.00 --receipt transfer.pdf
    {"  "}iou --account lisi report 0 4000.00 --on 2026-12-01
help-report--loan = Number of the loan
help-report--amount = Amount, or all: everything owed today
help-report--receipt = Receipt whose SHA-256 goes on the record
help-report--on = Day of the payment; today if left out

help-confirm = Confirm, as the lender, a repayment that the borrower reported
help-confirm-examples =
    {"  "}iou --account lisi confirm 0
    {"  "}iou --account lisi confirm 0 2
help-confirm--loan = Number of the loan
help-confirm--report = Number of the report; the earliest payment if left out
help-confirm--evidence = File whose SHA-256 goes on the record

help-due = Have what fell due announced on the chain; anyone may
help-due-examples =
    {"  "}iou --account lisi due 0
    {"  "}iou --account lisi due 0 1 2
help-due--loans = Numbers of up to 100 loans

help-default = Record default once an instalment is unpaid beyond its grace; anyone may
help-default-examples =
    {"  "}iou --account lisi default 1
help-default--loan = Number of the loan

help-withdraw = Withdraw the repayments that the contract keeps for this account
help-withdraw-examples =
    {"  "}iou --account lisi withdraw

help-show = Show a loan: where it stands, its terms, its schedule
help-show-examples =
    {"  "}iou show 0
    {"  "}iou show 0 --json
    {"  "}iou --account zhangsan show 0 --private
help-show--loan = Number of the loan
help-show--private = Show the names, numbers and purpose that this machine keeps, too

help-list = List the loans of an account
help-list-examples =
    {"  "}iou --account zhangsan list
    {"  "}iou list --all
help-list--of = Address or account name; the chosen account if left out
help-list--all = Every loan of the contract

help-watch = Follow the contract's events as they are finalised
help-watch-examples =
    {"  "}iou watch
    {"  "}iou watch --json --from 1200 >> events.jsonl
    {"  "}iou watch --from 0 --no-follow --loan 3
help-watch--from = First block to show; the next one if left out
help-watch--loan = Show this loan's events only
help-watch--no-follow = Stop at the newest finalised block
