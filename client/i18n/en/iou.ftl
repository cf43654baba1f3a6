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
progress-locking = Locking with the passphrase
progress-unlocking = Opening with the passphrase
backup-remember = Nobody can open it without the passphrase. Passwords of accounts stay as they were; they are needed too. Keep it where this machine is not.
restore-next = Accounts have the passwords that they had. iou account list · iou list
paper-title = Backup of iou, { $made }
paper-how = Restore it with: iou restore FILE. Write the lines below into the file, in any order, or what the square codes say. It opens with the passphrase of the backup.
label-paper = Paper form
label-accounts = Accounts
label-private-files = Loans with personal fields
label-contacts = Contacts
label-directory = Directory
label-restored-new = Restored
label-restored-merged = Put together
label-restored-same = Here already
label-restored-beside = Both kept
label-loan-key = Key of this loan
account-phrase-warning = Write these words down on paper, in this order. Whoever has them can sign for this account, without them a lost keystore is lost for good, and they are not shown again.
account-scan-next = If this key is not new, find its loans again: iou account scan { $name }
account-scanned = { $count } keys for loans are in use; looked at { $looked }.
account-loan-keys-none = No key for a loan was handed out yet.
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
prompt-empty = Nothing was typed. Type it and press Enter, or press Ctrl-C to stop.
prompt-phrase = Secret phrase
prompt-passphrase = Passphrase that the two of you agreed on
prompt-backup = Passphrase of the backup
confirm-heading = About to sign and submit:
confirm-question = Sign and submit? [y/N]
warning-exposed = { $url } is not on this machine, and what passes is not encrypted: whoever is on the way can read it and answer in the node's place. Use wss://, or a tunnel to 127.0.0.1.
warning-not-pinned = The profile { $profile } has not written down { $missing } of its chain: amounts are shown as the node wishes, and nothing is signed. Look with `iou config pin`.
pin-heading = The node says of its chain (compare with what those who run the chain publish):
pin-question = Write this into the profile? [y/N]
pin-done = Written into { $file }. From now on a node that says anything else is refused.
pin-nothing = Everything is written down already, and the node says the same.
label-overpaid-by = Overpaid by
label-late-instalments = Late instalments
label-if-confirmed = once confirmed: { $label }
overpayment-heading = This is more than is owed:
overpayment-question = Record it all the same? [y/N]
label-public = Public for ever
public-for-ever = accounts, amounts, rates, days, each step, defaults too: nobody can erase them from the chain; names, numbers and the purpose are not there
clause-heading = One section of the agreement is agreed to by itself. Read it before you sign:
clause-question = I have read this section and agree to it. [y/N]
label-pinned = written down: { $name }
label-node = Node

## Explanations that errors repeat

why-hash = A transaction hash is 0x and 64 hexadecimal digits.
why-duration = A length of time is written like 30d, 12h, 30min or "1d 6h", or 7天, 24小时; it is longer than nothing. Months and years have no fixed length here: write days.
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
err-config-key = { $file } has a key that nothing reads: { $key }
rec-config-key = Correct or remove it. Keys there are: { $known }.
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
err-keystore-kind = The key in { $path } is of the kind { $kind }; this chain signs with sr25519.
rec-keystore-kind = In the wallet, choose or make an account of the kind sr25519 (Schnorrkel) and export that; or make one here: iou account new NAME
err-permissions-too-open = Others can read { $path } (mode { $mode }), which holds a secret.
rec-permissions-too-open = Run: chmod 600 { $path }
err-phrase = The secret phrase cannot be used: { $reason }
rec-phrase = Give 12 or 24 words (English or Chinese), a derivation such as //Alice, or 0x and 64 hexadecimal digits.
err-phrase-word = Word { $number } of the secret phrase, "{ $word }", is in no word list. Like it are: { $like }
rec-phrase-word = Look at the paper again, and write that word as it stands there. Words are of the English or of the Chinese list (BIP-39), all of one.
err-phrase-checksum = Every word of the secret phrase is in the list, but together they are no phrase.
rec-phrase-checksum = One of them is another word, or two changed places. Compare them with the paper, one by one, in their order.
err-loan-keys-invalid = { $path } should hold addresses of loan keys and does not.
rec-loan-keys-invalid = Remove that file; `iou account scan` finds the addresses again.
err-loan-key-poor = Key { $number } of this account, made for one loan, has no money for fees: { $address }
rec-loan-key-poor = Hand the step to a relay, which pays; or have somebody send money to that address. Money from your own account would show everybody that both are yours.
err-loan-key-unnamed = The form does not name { $account } as lender or borrower, so the loan cannot get a key of its own in its place.
rec-loan-key-unnamed = Write the name of your account in the form, or leave out --loan-key.
err-password-required = The password of "{ $name }" is needed, and there is no terminal to ask on.
rec-password-required = Give --password-file FILE or set IOU_PASSWORD_FILE.
err-no-account = No account was chosen.
rec-no-account = Give --account NAME, or set account in iou.toml. `iou account list` shows the accounts.
err-dev-key-refused = { $address } is a published development key, and { $chain } is not a development chain.
rec-dev-key-refused = Use an account of your own: `iou account new NAME`. Anybody can sign with this key.

err-private-not-found = This machine has no private data of { $address } for the loan with digest { $digest }.
rec-private-not-found = Use the machine on which the form was filled in, or copy its private directory.
err-fields-missing = The terms of loan { $loan } commit to names and other personal fields that this machine does not have: you would sign what you cannot see, and could never prove it.
rec-fields-missing = Ask whoever proposed the loan for `iou fields send { $loan }`, and take what they give you: `iou fields take FILE`. To sign without seeing the fields: --without-fields.
err-handover-refused = { $path } was not taken: { $why }
rec-handover-refused = Nothing was kept. Ask whoever proposed the loan to send the fields again (`iou fields send LOAN`).
err-backup-foreign = { $path } is no backup of this program.
rec-backup-foreign = Give the file that `iou backup` wrote, or the text of its paper form.
err-backup-damaged = The backup { $path } was cut or changed since it was written.
rec-backup-damaged = Nothing was restored. Copy it again from where it is kept, or take another copy; a backup that is not whole cannot be opened in part.
err-backup-newer = The backup { $path } is of form { $version }, which a later program writes.
rec-backup-newer = Restore it with that program.
err-backup-passphrase = The backup { $path } was locked with another passphrase.
rec-backup-passphrase = Nothing was restored. It is the passphrase that was given to `iou backup`, not the password of an account. Spaces and capitals count.
err-backup-too-large = That is too much: { $what }, where at most { $most } are possible.
rec-backup-too-large = Make the paper form without it (leave out --paper), or move private data of loans that are over to another place.
err-paper-lines = Lines of { $path } are mistyped: { $lines }.
rec-paper-lines = Type these lines again from the paper; the others are right.
err-paper-incomplete = Lines of { $path } are missing: { $lines }.
rec-paper-incomplete = Add these lines, in any place.
err-restore-conflict = Nothing was restored: { $dir } has { $count } other files where the backup's would go: { $paths }
rec-restore-conflict = --keep leaves these names to what is here and puts the backup's files beside it; --force gives them to the backup's and puts what is here beside it. Nothing is lost either way.
err-seal-impossible = Nothing can be sealed to { $address }: it is not the account of an sr25519 key (a contract, a multisignature or another kind of key).
rec-seal-impossible = Agree on a passphrase, not over the same channel, and send with --passphrase.
err-code-too-long = { $length } signs do not fit into a square code, which holds 4296.
rec-code-too-long = Send the file (-o FILE), or leave fields out with --withhold.
err-private-unreadable = The private data in { $path } cannot be read: { $reason }
rec-private-unreadable = Restore the file from a backup. Only the account that wrote it can open it.
err-rows-busy = Another import for { $address } is running.
rec-rows-busy = Wait until it has ended, or answer what it asks: two at once could put one payment on record twice.
err-field-unknown = There is no personal field “{ $field }” that could be opened.
rec-field-unknown = This machine still has: { $known }. What was forgotten cannot be brought back.
err-agreement-text = { $path } is not the text of this agreement: { $why }
rec-agreement-text = Write it anew with `iou agreement` and compare: every sign counts, blanks and line breaks too.

err-url-invalid = "{ $url }" is not the address of a node: { $reason }
rec-url-invalid = Give an address like ws://127.0.0.1:9944.
err-node-unreachable = The node { $url } cannot be reached: { $reason }
rec-node-unreachable = Start the node or correct the url (--url, or url in iou.toml). Nothing was submitted.
err-node-silent = The node { $url } did not answer { $method } within { $seconds } s.
rec-node-silent = Look at the node's log, or use another node with --url. Nothing was submitted by this request.
err-node-lost = The connection to { $url } broke off: { $reason }
rec-node-lost = Nothing says that the node did not do what was asked: `iou tx` tells of a transaction. Check that node and network are up, then run the command again; a profile can name several nodes.
err-node = The node { $url } answered with an error: { $reason }
rec-node = If it persists, look at the node's log.
err-node-pruned = The node { $url } keeps no state of so old a block: { $reason }
rec-node-pruned = Ask an archive node (--url): one that runs with --state-pruning archive-canonical and was not started with --sync warp. docs/operations.md, Old loans.
err-chain-mismatch = { $url } runs another chain than expected: its genesis block is { $found }, not { $expected }.
rec-chain-mismatch = Nothing was submitted. Correct url or genesis in the profile, or deploy anew if the chain was restarted from nothing.
err-chain-differs = { $url } says that { $what } is { $found }; the profile { $profile } has written down { $expected }.
rec-chain-differs = Nothing was signed. With other decimals or another symbol the amount shown is not the amount moved: use another node of your chain and tell those who run this one. Only where the chain itself has changed, compare it with what they publish, delete the line from the profile and run `iou config pin`.
err-chain-not-pinned = The profile { $profile } has not written down what its chain is ({ $missing }), so an amount could be another than the one shown.
rec-chain-not-pinned = Nothing was signed. Run `iou config pin`, compare what it shows with what those who run the chain publish, and let it write. `iou deploy` does the same for a contract of your own.
err-node-untrue = { $url } gave an answer that cannot be true: { $reason }
rec-node-untrue = Nothing that follows from it was used. Ask another node of the chain, and tell those who run this one.
err-list-too-long = The node counts { $count } loans; a list shows { $most } at most.
rec-list-too-long = Name an account (`iou list --account …`), or read the tables of `iou index`.
err-overpayment = This is { $overpaid } more than is owed.
rec-overpayment = Nothing was signed. Look at the amount again; if it is right, add --allow-overpayment, or leave out -y and be asked.
err-clause-apart = One section of the agreement, on signed requests and what is public for ever, is agreed to by itself; -y alone does not agree to it.
rec-clause-apart = Nothing was signed. Read the section (`iou agreement` writes it); if you agree, add --agree-requests, or leave out -y and be asked.
err-clock-differs = The newest block says that it is { $block }; this machine's clock says { $machine }.
rec-clock-differs = Nothing was signed: what is owed today would be shown for another day. Set this machine's clock, or ask another node; `iou doctor` says which of them is behind.
err-chain-unsuitable = The chain { $chain } cannot be used: { $reason }
rec-chain-unsuitable = Use a chain with pallet-contracts, and a client of the same age as the chain.
err-not-dev-chain = { $chain } is not a development chain: its clock cannot be moved.
rec-not-dev-chain = Start a node with --dev.

err-index-foreign = The database { $database } is of another chain or contract: its { $what } is { $expected }, the node's is { $found }.
rec-index-foreign = Use the database that belongs to this profile (--database), or correct the profile's url and contract. On a development chain that began anew: iou index rebuild.
err-chain-anew = The chain began anew under the same genesis block: block { $block } is { $found }, and the database { $database } has { $expected }.
rec-chain-anew = On a development chain that was purged: iou index rebuild, or another database. On any other chain two finalised blocks of one height are an alarm: ask the institutions before you believe either (docs/operations.md).
err-index-gap = Event { $sequence } of loan { $loan } in block { $block } does not follow the last one that was read: something is missing or was replaced.
rec-index-gap = The tables stand before that block. Compare with another node (--url), then make them again: iou index rebuild.
err-index-shared = Another process has filled the database { $database } meanwhile.
rec-index-shared = One index is enough for a database; stop the other one, or leave it the work.
err-code-replaced = The contract { $contract } has other code at block { $block } than it had.
rec-code-replaced = Nothing after that block was read. Find out who replaced the code and why, and use the version of iou that was made for it.
err-node-behind = The node's newest finalised block is { $head }, the database has block { $block } already.
rec-node-behind = The node was started a moment ago or follows slowly: wait. If it stays behind, use another node (--url).
err-database = The database { $database } cannot be used: { $reason }.
rec-database = Check that the path or the server is right, reachable and writable, and that the disk has room. Nothing that was committed is lost; run the command again.
err-database-none = There is no database { $database } yet.
rec-database-none = `iou index` or `iou run` makes and fills it; `--database`, or `database` of the profile, names another.
err-database-older = The tables of { $database } are those of an older version ({ $version }); a look does not change them.
rec-database-older = Back the database up and run `iou index` or `iou run`, which brings it up to date.
err-database-newer = The database { $database } has tables of version { $version }, made by a newer version of this program.
rec-database-newer = Use that version of iou, or another database.
err-listen = The status pages cannot be served at { $address }: { $reason }.
rec-listen = Give another address and port with --listen (`--listen off` for no pages), or stop the program that has this one.
err-public-url = { $url } is no address of a host.
rec-public-url = Give scheme, host and port alone, as in https://iou.example (--public-url, --signer-url).
err-unhealthy = Checks that failed: { $failed }.
rec-unhealthy = Begin with the first line that has a ✗: the others may follow from it.
err-dry-run-failed = A dry run of the call failed: { $reason }
rec-dry-run-failed = Nothing was submitted. Check the balance of the account and the arguments.
err-transaction-rejected = The node did not take the transaction { $hash }: { $reason }
rec-transaction-rejected = It was not submitted. Check that the account can pay the fee, then run the command again.
err-nonce-taken = Another transaction of { $account } was sent at the same moment and has the number of this one ({ $hash }): { $reason }
rec-nonce-taken = It was not submitted and had no effect. Run the command again once the other one is in a block; give programs that sign at the same time an account each.
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

err-code-hash-mismatch = The contract { $contract } runs the code { $found }, not { $expected }, which the profile names.
rec-code-hash-mismatch = Sign nothing there. If it was replaced on purpose, check the new code and put its hash into the profile; `iou config path` tells the file.
err-unsound = Event { $sequence } of loan { $loan } does not follow from those before it ({ $reason }).
rec-unsound = Trust none of its figures. Compare with another node; please report it with the number of the loan and `iou watch --from 0 --loan LOAN --json`.
err-evidence = The node's answers do not make evidence that would be believed: { $reason }
rec-evidence = Nothing was written. Try again in a moment; if it stays, use another node, one that keeps the states of old blocks.
err-evidence-foreign = That does not belong into this file of evidence: { $reason }
rec-evidence-foreign = Nothing was written. --attach takes files whose SHA-256 an event of the loan names (`iou show LOAN`), --notices records that speak of the loan, --passkey a record of one of its parties, --anchor a time stamp of this very file, --add-to a file that `iou evidence` made. Leave the other one out.
err-not-settled = Loan { $loan } is not settled: on { $day } { $owed } is owed.
rec-not-settled = What to transfer says `iou pay-slip { $loan } --all`; put it on record with `iou report { $loan } all` (through the contract: `iou repay { $loan } all`). A reported repayment counts once the lender has confirmed it (`iou confirm { $loan }`).
err-evidence-unsettled = The file proves that loan { $loan } is not settled: it is { $status }, and { $owed } was owed.
rec-evidence-unsettled = Do not take it for a certificate of settlement. Once nothing is owed, `iou settled { $loan } --pdf FILE` makes one.
err-settled-not-final = Loan { $loan } is settled in the newest block, which is not final yet.
rec-settled-not-final = Wait a minute and ask again.
err-nothing-owed = Nothing is owed of loan { $loan }: it is { $status }.
rec-nothing-owed = There is nothing to pay and nothing to settle. `iou show { $loan }` says where it stands; of a settled loan `iou settled { $loan }` shows that it is.
err-paid-on-chain = Loan { $loan } is repaid through the contract, not by bank.
rec-paid-on-chain = `iou repay { $loan } AMOUNT` pays it; there is no slip for a bank.
err-evidence-false = The file says things that are false: { $count }.
rec-evidence-false = Do not rely on it. Ask whoever gave it to you for another, and check that the chain specification is the right one.
err-ledger-unnamed = Nothing in the file is false, but nobody has said which contract keeps the loans of { $chain }.
rec-ledger-unnamed = Ask an institution that you trust for the contract's address and check again with --contract ADDRESS. The file is of { $contract }; whoever wrote that contract can have written whatever it says.
err-evidence-unreadable = { $path } is not verified: { $why }
rec-evidence-unreadable = Nothing was checked, and nothing is known to be false. Ask for the file again, whole: a chat or a mail may have changed or cut it.
err-evidence-old = The file tells of { $time } (block { $block }) and nothing later; you asked for nothing older than { $limit }.
rec-evidence-old = What it says is proved as of then. Ask for a newer one: `iou evidence LOAN -o FILE`.
err-chain-spec = { $path } is no chain specification from which the genesis block follows: { $reason }
rec-chain-spec = Ask an institution of the chain for the raw one; `iou-node export-chain-spec --raw --chain NAME` writes it.
err-not-found = There is no { $what } { $name }.
rec-not-found = Check the number or hash, and with `iou config show` that this is the right chain and contract.
err-io = { $path }: { $reason }
rec-io = Check that the file or directory exists, that you may use it, and that the disk is not full.
err-file-exists = { $path } is there already.
rec-file-exists = Nothing was written. Choose another name; --force overwrites it, and what it holds is then lost.

err-contract = The contract refused: { $error }
rec-contract = Nothing was submitted. This client does not know the reason; a newer one may.

## Help: the frame

help-usage = Usage:
help-commands = Commands
help-group-make = Make a loan
help-group-pay = Pay, and take a payment back
help-group-change = Change it
help-group-claim = Claim, and contest
help-group-look = Look
help-group-calculate = Calculate, without any chain
help-group-prove = Prove
help-group-service = Serve: follow the chain, remind people
help-group-office = Administer contract and chain
help-group-tools = This machine
help-more = iou COMMAND --help says what a command does, with examples, and which options every command takes.
choice-default = [default: { $values }]
choice-values = [possible values: { $values }]
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
help--allow-overpayment = With -y, record a payment of more than is owed too; without it that is refused
help--agree-requests = With -y, agree to the section on signed requests and the public record too, which is shown and agreed to by itself before terms are signed; without it that is refused
help--wait = How far to follow a transaction: taken by the node, in a block, in a finalised block
help--timeout = Most time to wait for the node, in seconds; after it a submitted transaction's outcome is unknown (exit 3)
help--verbose = Write logs to standard error; twice or three times for more
help--quiet = Write errors and warnings only to standard error
help--color = When to colour
help--log-format = How logs are written to standard error: lines for people, or a JSON object a line [env: IOU_LOG_FORMAT]
help--help = Explain
help-iou--version = Tell the version

## Help: commands

help-iou = Loan agreements (IOUs) kept by a contract: write one, sign it, pay, and always be able to show how it stands.
help-iou-examples =
    {"  "}iou account new li                make an account
    {"  "}iou new loan.toml                 propose a loan from a form; examples/jietiao.toml is one
    {"  "}iou sign 0                        sign what the other side proposed, after reading it
    {"  "}iou show 0                        see where it stands and what is owed today
    {"  "}iou config show                   see which chain and contract are used, and why
    {"  "}iou --suri //Alice dev time       use a published key on a development chain
    Exit status: 0 done, 1 refused or not found, 2 usage or environment, 3 submitted but outcome unknown, 4 true only if somebody vouches for the ledger.

help-account = Make, import, export and list accounts (polkadot-js keystores, protected by a password); send fee money
help-account-new = Make a new account; its secret phrase is shown once
help-account-new-examples =
    {"  "}iou account new li
    {"  "}iou account new li --words chinese
    {"  "}iou account new li --words 24 --password-file ~/.li-password --json
help-account-new--name = Name of the keystore
help-account-new--words = Length and language of the secret phrase: 12 or 24, english or chinese, or both as in chinese,24
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
help-account-export--force = Overwrite a file that is there
help-account-list = List the accounts; the chosen one has a star
help-account-list-examples =
    {"  "}iou account list
help-account-show = Show address and public key of an account
help-account-show-examples =
    {"  "}iou account show li
help-account-show--name = Name of the keystore; the chosen account if left out
help-account-loan-key = Hand out the next key for one loan: its address goes into the form, and nobody sees which loans are yours
help-account-loan-key-examples =
    {"  "}iou account loan-key li
    {"  "}iou account loan-key li --list
help-account-loan-key--name = Name of the keystore; the chosen account if left out
help-account-loan-key--list = List the keys that were handed out
help-account-scan = Look on the chain for loans under the account's keys, until twenty in a row have none
help-account-scan-examples =
    {"  "}iou account scan li
help-account-scan--name = Name of the keystore; the chosen account if left out
help-account-translate = Write a secret phrase in the words of the other list; it is the same key, and wallets take English words only
help-account-translate-examples =
    {"  "}iou account translate --to english
    {"  "}iou account translate --to chinese --phrase-file words.txt
help-account-translate--to = The list: english or chinese
help-account-translate--phrase-file = File whose first line is the secret phrase; - is standard input (else it is asked for)
help-account-send = Send some of the chain's own money to another account, for fees and deposits
help-account-send-examples =
    {"  "}iou --account court account send chamber 10
    {"  "}iou --account court account send 5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX 2.5
help-account-send--to = Address or account name of whoever gets it
help-account-send--amount = Whole units of the chain's money, such as 10 or 2.5
help-backup = Write everything that this machine holds of yours into one file under a passphrase: accounts, personal fields with their salts, settings, contacts, what was sent
help-backup-examples =
    {"  "}iou backup my.iou-backup
    {"  "}iou backup my.iou-backup --paper my.html          a page to print: lines to type, square codes to scan
    {"  "}iou backup - --passphrase-file ~/.passphrase > my.iou-backup
help-backup--file = File to write, readable by you alone; - is standard output
help-backup--paper = Write what cannot be had otherwise as a page to print too: .html for a browser, else text
help-backup--passphrase-file = File whose first line is the passphrase (else it is asked for, twice)
help-backup--without-contacts = Leave out how people can be reached
help-backup--force = Overwrite files that are there
help-restore = Put back what `iou backup` wrote, on an empty machine or beside what is there; nothing is lost
help-restore-examples =
    {"  "}iou restore my.iou-backup
    {"  "}iou restore typed-from-paper.txt
    {"  "}iou restore my.iou-backup --keep                  where both have a file, mine keeps its name
help-restore--file = The backup, a text with the lines of its paper form, or a PNG of its square codes; - is standard input
help-restore--passphrase-file = File whose first line is the passphrase (else it is asked for)
help-restore--keep = Where another file is, leave it and put the backup's beside it (NAME.restored)
help-restore--force = Where another file is, put it aside (NAME.replaced) and let the backup's take its name

help-config = Look at the settings
help-config-show = Show every setting and where it came from: flag, environment, project, user or default
help-config-show-examples =
    {"  "}iou config show
    {"  "}iou --profile court config show --json
help-config-path = Show which files are looked at, the strongest first, and the directory of keystores and private data
help-config-path-examples =
    {"  "}iou config path
help-config-pin = Show what the node says of its chain (genesis block, type, symbol and decimals of its money, addresses), ask, and write down what the profile does not have yet. Commands that sign need it
help-config-pin-examples =
    {"  "}iou --profile court config pin

help-tx = Tell what became of a submitted transaction; without a hash, list what was submitted from this machine
help-tx-examples =
    {"  "}iou tx
    {"  "}iou tx 0x4f1c…  exit status 0: final and done, 1: failed or expired, 3: still open
help-tx--hash = Hash of the transaction, as printed when it was submitted

help-doctor = Check node, contract, database, clocks and channels, and say what is wrong and what to do
help-doctor-examples =
    {"  "}iou doctor
    {"  "}iou --profile court doctor --database /var/lib/iou/index.db --json
    {"  "}iou doctor --network --node wss://rpc.court.example --node wss://rpc.notary.example
help-doctor--database = Database to look at: a file, or postgres://… [env: IOU_DATABASE] [default: index.db beside the keystores]
help-doctor--config = Settings of the reminders, whose channels are looked at [env: IOU_REMIND_CONFIG]
help-doctor--relay-config = Settings of a relay, whose account is to have a day's money [env: IOU_RELAY_CONFIG]
help-doctor--signer = Host that signs, whose published hash is to be that of this program [env: IOU_SIGNER_URL]
help-doctor--network = Look at the nodes of a consortium instead: finality, peers, who votes, versions, whether they agree
help-doctor--node = A node to look at; repeat it for more [default: the profile's]

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
help-man = Write the manual pages
help-man-examples =
    {"  "}iou man ~/.local/share/man/man1
help-man--directory = Directory to write them to
man-written = { $count } pages in { $path }

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
err-contract-not-a-party = The signing account is neither the lender nor the borrower of this loan, nor owes beside the borrower.
rec-contract-not-a-party = Choose the account of a party with --account; `iou show LOAN` names them.
err-contract-wrong-party = The other party has to take this step.
rec-contract-wrong-party = Ask the other party, or, if you chose the wrong account, use --account.
err-contract-digest-mismatch = The digest is not that of the proposed terms.
rec-contract-digest-mismatch = Read the terms with `iou show LOAN` and compare them with what was agreed before you sign.
err-contract-already-proposed = The very same terms were proposed before.
rec-contract-already-proposed = `iou list` shows that proposal. For a second loan run `iou new` again: it draws a new reference.
err-contract-rate-above-cap = By the agreed way of counting days and rounding, the loan would earn more than the cap: four times the one-year LPR (Provisions on Private Lending, art. 25), or the cap that the terms name.
rec-contract-rate-above-cap = Take a lower rate. A year of act/360 earns 365/360 of the rate, counting both ends adds a day, rounding upwards a unit: `iou law cap --rates` lists the highest rate for each way of counting. The LPR of the day of this step in China counts.
err-contract-overdue-rate-above-cap = By the agreed way of counting days the overdue rate earns more than the cap: four times the one-year LPR (Provisions on Private Lending, art. 28 and 29), or the cap that the terms name.
rec-contract-overdue-rate-above-cap = Take a lower overdue rate, or none: `iou law cap --rates` lists the highest for each way of counting days.
err-contract-no-reference-rate = For that day no one-year LPR is known; the first was published on 2019-08-20 (Provisions on Private Lending, arts. 25 and 31). Of an old debt, days from 2015-09-01 on are known too.
rec-contract-no-reference-rate = Check the date. For a delivery before that day, propose with a fixed cap: law = "none" and rate_cap in the form.
err-contract-delivery-too-large = More money was delivered than was agreed; principal is what the borrower received, up to the agreed sum (Civil Code, art. 670; Provisions on Private Lending, art. 26). Parts that are reported and not acknowledged count too.
rec-contract-delivery-too-large = Deliver at most the agreed principal (--amount). What goes beyond it needs a loan of its own: `iou new`.
err-contract-delivery-day = The day of the delivery is in the future, before both the proposal and the agreed start, or after the last day for it.
rec-contract-delivery-day = Name the day on which the money was handed over: --on DAY. In the chain's own token that is always today.
err-contract-no-delivery = No reported delivery, or none of this number, waits for an answer.
rec-contract-no-delivery = The lender reports it first: `iou deliver LOAN`. Numbers of deliveries: `iou show LOAN`.
err-contract-delivery-mismatch = Amount, day or receipt are not those that the lender reported under this number.
rec-contract-delivery-mismatch = `iou show LOAN` tells the reported amount. If it is wrong, do not acknowledge it: the lender reports it again with `iou deliver LOAN`, or takes it back with `iou retract LOAN`.
err-contract-delivery-reported = The lender has reported the delivery, so the loan cannot expire.
rec-contract-delivery-reported = The borrower acknowledges it with `iou received LOAN`; there is no deadline for that. If it was reported by mistake, the lender takes it back with `iou retract LOAN`.
err-contract-value-mismatch = The money that came with the call is not the amount that the call names.
rec-contract-value-mismatch = `iou deliver LOAN` sends the right amount. A program of your own attaches the whole amount in the chain's token, and nothing where the money moves outside the chain.
err-contract-wrong-settlement = This step does not fit the agreed way of settlement.
rec-contract-wrong-settlement = On chain, in its money or a token: `iou repay LOAN AMOUNT`. Outside the chain: `iou report LOAN AMOUNT --receipt FILE`. `iou show LOAN` tells which was agreed.
err-contract-repayment-too-large = The repayment is more than everything owed.
rec-contract-repayment-too-large = `iou show LOAN` tells what settles the loan today; repay at most that.
err-contract-early-repayment-excluded = The terms exclude repayment before the due day (Civil Code, art. 677; Provisions on Private Lending, art. 30).
rec-contract-early-repayment-excluded = Pay what is due now and the rest on its day; `iou show LOAN` tells both.
err-contract-payment-day = The day of the repayment is in the future or before the delivery.
rec-contract-payment-day = Name the day on which the money was paid: --on DAY.
err-contract-too-many-reports = 32 reported repayments wait for the lender already.
rec-contract-too-many-reports = The lender confirms them with `iou confirm LOAN`, or the borrower or the creditor to whom it was reported closes one with `iou dismiss LOAN`; then report again.
err-contract-no-such-report = There is no open report of a repayment with this number.
rec-contract-no-such-report = `iou show LOAN` lists the open reports. One that was confirmed or dismissed is no longer among them.
err-contract-earlier-report-open = A repayment of an earlier day was reported and is not confirmed yet.
rec-contract-earlier-report-open = An amendment closes the books over the days before it: the lender first confirms what was paid earlier, with `iou confirm LOAN`, or the borrower or the creditor to whom it was reported closes the report with `iou dismiss LOAN`.
err-contract-not-in-default = No instalment is overdue beyond its days of grace.
rec-contract-not-in-default = `iou show LOAN` tells the day after which default can be recorded.
err-contract-nothing-to-announce = Nothing has fallen due that was not announced before, and nothing else in the batch can be done.
rec-contract-nothing-to-announce = Nothing needs to be done. An instalment is announced from seven days before its due day on; `iou show LOAN` tells the day.
err-contract-bad-batch = The list of loans is empty or has more than 100, or names a step that not everybody may take.
rec-contract-bad-batch = Name 1 to 100 loans: `iou due LOAN…`.
err-contract-nothing-to-withdraw = The contract keeps no money for this account.
rec-contract-nothing-to-withdraw = It keeps repayments made on chain for those who hold the claim. Choose a holder's account with --account; a token needs --token ADDRESS.
err-contract-transfer-failed = The chain refused to transfer the money.
rec-contract-transfer-failed = Check that the receiving account exists: an amount below the chain's minimum balance cannot open a new one.
err-contract-balloon-too-large = The balloon is larger than the principal.
rec-contract-balloon-too-large = Name a balloon that is at most the principal.
err-contract-bad-due-days = The due days by hand are not in order: each must be later than the one before, the first later than the start.
rec-contract-bad-due-days = Put the instalments in the order of their due days.
err-contract-too-many-guarantors = A loan has at most three guarantors.
rec-contract-too-many-guarantors = Name three or fewer.
err-contract-bad-guarantor = A guarantor is a party of the loan or named twice, or the period of the guarantee is nothing or longer than 20 years (Civil Code, art. 692).
rec-contract-bad-guarantor = Name each guarantor once, with a period of 1 to 240 months, or without one: then it is six months (Civil Code, art. 692).
err-contract-bad-arbiter = The arbiter is a party or a guarantor of this loan.
rec-contract-bad-arbiter = Name somebody who has no part in the loan.
err-contract-not-guarantor = The terms do not name the signing account as guarantor, and who is not named as such is none (Provisions on Private Lending, art. 20).
rec-contract-not-guarantor = `iou show LOAN` lists the guarantors; choose the account with --account.
err-contract-already-signed = This account has signed this already.
rec-contract-already-signed = Nothing needs to be done; the others have to sign.
err-contract-no-amendment = No amendment waits for signatures.
rec-contract-no-amendment = It was replaced, is in force, or was never proposed: `iou show LOAN` tells. `iou amend LOAN` proposes one.
err-contract-too-many-amendments = The loan was amended 64 times already.
rec-contract-too-many-amendments = Settle it and agree on a new loan.
err-contract-amendment-too-late = The first new instalment would already be due when the amendment comes into force.
rec-contract-amendment-too-late = Propose an amendment whose first instalment lies in the future.
err-contract-not-holder = The signing account holds no part of the claim.
rec-contract-not-holder = `iou show LOAN` lists the holders; choose the account with --account.
err-contract-bad-parts = The parts do not add up to what the assignor holds, or a part is nothing, or somebody is named twice, or nobody new is named (Civil Code, art. 545).
rec-contract-bad-parts = Parts are in millionths of the whole claim and must add up exactly: a sole holder divides 1000000.
err-contract-too-many-holders = More than 16 accounts would hold the claim, one of several holders divides their part into more than two, or four holders whom the terms don't name have arranged for their keys already.
rec-contract-too-many-holders = Divide it among fewer, or in several steps.
err-contract-no-assignment = No assignment waits for signatures.
rec-contract-no-assignment = It was replaced or has passed already: `iou show LOAN` tells.
err-contract-bad-assignee = The borrower cannot hold the claim to their own debt (Civil Code, art. 576).
rec-contract-bad-assignee = To release the borrower from the debt use `iou forgive LOAN AMOUNT`.
err-contract-several-holders = The claim is in several hands, and this step needs it in one.
rec-contract-several-holders = The holders first assign their parts to one of them.
err-contract-already-disputed = A dispute is open already.
rec-contract-already-disputed = It has to be resolved first: `iou resolve LOAN`.
err-contract-not-disputed = No dispute is open.
rec-contract-not-disputed = Nothing needs to be done.
err-contract-disputed = A dispute is open; until it is resolved, default cannot be recorded, nor the loan called in.
rec-contract-disputed = The arbiter resolves it, or who raised it drops it: `iou resolve LOAN`.
err-contract-not-arbiter = The signing account is not the arbiter of this loan.
rec-contract-not-arbiter = `iou show LOAN` names the arbiter; where it names none, an account that the contract has appointed can dismiss the dispute.
err-contract-ruling-too-wide = Only the arbiter whom the terms name can award money.
rec-contract-ruling-too-wide = Resolve the dispute without --credit and --costs.
err-contract-not-witness = The signing account is not appointed as witness.
rec-contract-not-witness = The deployer of the contract appoints: `iou office appoint witness ACCOUNT`.
err-contract-already-attested = This witness has attested of this loan already.
rec-contract-already-attested = Nothing needs to be done; another witness may attest.
err-contract-too-many-witnesses = Eight witnesses have attested of this loan already.
rec-contract-too-many-witnesses = No more are recorded.
err-contract-not-publisher = The signing account may not publish reference rates.
rec-contract-not-publisher = The deployer of the contract may, and appoints others: `iou office appoint rate-publisher ACCOUNT`.
err-contract-rate-out-of-order = The rate is not later than the newest one, or would not hold from today; rates are only ever appended and never hold backwards.
rec-contract-rate-out-of-order = Publish it with today's date in China; the source names the day of the notice. `iou office rates` lists them.
err-contract-not-deployer = Only the account that deployed the contract makes appointments.
rec-contract-not-deployer = Choose that account with --account.
err-contract-token-refused = The token's contract refused the transfer.
rec-contract-token-refused = Check that the payer has enough of the token and has approved the ledger contract to take it, and that the token's address is right.
err-contract-deadline-too-far = The assignment would wait for signatures for more than 90 days.
rec-contract-deadline-too-far = Name an earlier end: --sign-within of at most 90d.
err-contract-delivery-too-small = Less is delivered than the agreement asks for at least.
rec-contract-delivery-too-small = `iou show LOAN` tells the least delivery; without one the whole principal is delivered at once.
err-contract-bad-least-delivery = The least delivery is nothing, more than the principal, or named though the money moves outside the chain.
rec-contract-bad-least-delivery = Correct least_delivery in the form, or leave it out: then the whole principal is delivered.
err-contract-rate-below-minimum = The cap of the day of delivery leaves a lower rate than the lender delivers at (Provisions on Private Lending, art. 25); nothing was delivered.
rec-contract-rate-below-minimum = `iou deliver LOAN` shows the rate that the cap leaves now. Whoever agrees to it delivers again; nobody has to.
err-contract-too-many-postings = The creditor has put 64 movements on record within 92 days.
rec-contract-too-many-postings = More could close the books over days of which the borrower still has payments to report. Wait, or record several payments of one day as one.
err-contract-no-such-payment = That event put no payment on record that can be taken back.
rec-contract-no-such-payment = `iou statement LOAN` lists the payments with their events. Money that moved on chain, rulings, what was forgiven, and what lies before the last amendment stay.
err-contract-already-asked = You have asked for this already.
rec-contract-already-asked = The other side takes the same step: `iou reverse LOAN`.
err-contract-bad-payer = Who paid in the borrower's place is neither lender nor borrower (Civil Code, art. 524).
rec-contract-bad-payer = Leave out --paid-by where the borrower paid.
err-contract-too-many-co-borrowers = A loan has at most three co-borrowers beside the borrower.
rec-contract-too-many-co-borrowers = Name three or fewer.
err-contract-bad-co-borrower = A co-borrower is the lender, the borrower, or named twice (Civil Code, art. 518).
rec-contract-bad-co-borrower = Name each account once; who lends does not borrow.
err-contract-bad-acceleration = The days from the notice to the day on which the whole falls due are none, or more than 365.
rec-contract-bad-acceleration = Give 1 to 365 days, or leave acceleration out.
err-contract-no-acceleration = The terms do not agree that the whole falls due after default (Civil Code, art. 509).
rec-contract-no-acceleration = Claim what has fallen due: `iou demand LOAN`. New terms take an amendment that all sign: `iou amend LOAN`.
err-contract-nothing-to-accelerate = Nothing is left that falls due later than it would by a notice of today.
rec-contract-nothing-to-accelerate = `iou show LOAN` lists when each instalment falls due; what is due can be demanded: `iou demand LOAN`.
err-contract-level-payment-impossible = There is no payment in whole units that makes all instalments but the last equal and the last one near them.
rec-contract-level-payment-impossible = Take the rounding floor, fewer or other instalments, equal principal, or a larger amount: `iou schedule` shows what follows.
err-contract-rate-zero = A published reference rate of nothing would cut the rate of every new loan to nothing.
rec-contract-rate-zero = Publish the rate that the notice names.
err-contract-amendment-mismatch = The amendment's start lies ahead, or its day or principal are not those of today: what is shown would not be what comes into force.
rec-contract-amendment-mismatch = Propose it anew today: `iou amend` fills in what is owed. A start may lie back, not ahead.
err-contract-arrival-day = A demand cannot have arrived in the future or before the loan was delivered.
rec-contract-arrival-day = Name the day that the proof of arrival names: --arrived DAY.
err-contract-other-place = This intent is for another contract, another chain, or of another version.
rec-contract-other-place = Nothing was changed. It can be submitted only where it was signed for; for this contract it has to be made and signed anew.
err-contract-bad-signature = The signature is not that of the account which the intent names.
rec-contract-bad-signature = Intents are signed with sr25519 keys; accounts with ed25519 or ecdsa keys, multisigs and proxies send transactions instead.
err-contract-bad-validity = The time of this intent ends before it begins, or is longer than 30 days.
rec-contract-bad-validity = Make the intent anew; by default it is valid for 24 hours.
err-contract-not-valid-yet = The time of this intent has not begun.
rec-contract-not-valid-yet = Submit it later, or compare the clock of the machine that made it.
err-contract-no-longer-valid = The time of this intent is over; it can take effect no more.
rec-contract-no-longer-valid = Who still wants it signs it anew.
err-contract-not-an-intent = This cannot be submitted for somebody else.
rec-contract-not-an-intent = Money on the chain moves by a transaction of its owner, and what anyone may do needs no signature. A delivery or a ruling in an intent names its day.
err-contract-nonce-ahead = The signer has signed something else for this loan that comes before.
rec-contract-nonce-ahead = Submit that first, or let the signer take it back.
err-contract-not-in-force = The agreement was amended, or is another one than the signer saw.
rec-contract-not-in-force = `iou show LOAN` shows the loan as it stands. Who still wants it signs anew.
err-contract-bad-skip = An intent takes back between one and sixteen signatures.
rec-contract-bad-skip = Make it anew; the client counts from what the contract says.
err-contract-bad-submission = Between one and eight intents of at most 12 KiB together can be submitted at once.
rec-contract-bad-submission = Submit fewer of them at a time.
err-contract-nothing-new = All of this was submitted before.
rec-contract-nothing-new = There is nothing to do; `iou show LOAN` shows what came of it.
err-contract-not-as-named = The loan has changed meanwhile: its creditor, its dispute or default, or what is owed is not what was shown.
rec-contract-not-as-named = `iou show LOAN` shows it as it stands. Take the step again if you still want it.
err-contract-answer-too-long = The days for the answer to a report are more than 365.
rec-contract-answer-too-long = Give at most 365 days, or leave `answer_days` out.
err-contract-no-answer-days = The terms agree on no days after which silence may be recorded (Civil Code, art. 140).
rec-contract-no-answer-days = `iou show LOAN` says for how long the report has been unanswered; a new loan can agree on days: `answer_days` in its form.
err-contract-answer-not-due = The days for the answer to this report are not over.
rec-contract-answer-not-due = `iou show LOAN` says until when there is time for it; from the day after that on, anyone may have it recorded.
err-contract-silence-on-record = That this report stayed unanswered is on record already.
rec-contract-silence-on-record = Nothing more is to be done: `iou show LOAN` says since when, and the file of `iou evidence LOAN` proves it.
err-contract-bad-deliveries = The principal can come in one to twelve parts outside the chain, and in one on the chain.
rec-contract-bad-deliveries = Write 1 to 12 for `deliveries` in the form, or leave it out: then the money comes in one part.
err-contract-too-many-deliveries = As many deliveries are reported as the terms agree on.
rec-contract-too-many-deliveries = `iou show LOAN` lists them. One that was reported by mistake and is not acknowledged is taken back with `iou retract LOAN DELIVERY`; what goes beyond needs a loan of its own: `iou new`.
err-contract-delivery-too-late = The principal can grow no more: a due day has come, or something was paid, credited, forgiven, awarded, amended or assigned. What was not acknowledged before does not count towards the principal of this agreement (Civil Code, art. 670).
rec-contract-delivery-too-late = For money that came later or was acknowledged too late make a loan of its own: `iou new`.
err-contract-repayment-waits = A reported repayment waits for its answer, and a further part of the principal changes what it would be applied to.
rec-contract-repayment-waits = First the lender answers the report (`iou confirm LOAN`) or the borrower takes it back (`iou dismiss LOAN`). Once it is confirmed, no further part can be acknowledged.
err-contract-not-verifier = The signing account is not appointed as verifier.
rec-contract-not-verifier = The deployer of the contract appoints: `iou office appoint verifier ACCOUNT`.
err-contract-verifier-has-part = The verifier has a part in this loan: as party, guarantor, arbiter or holder of the claim.
rec-contract-verifier-has-part = Ask a verifier who stands on neither side: a party's word about a party is no check.
err-contract-already-stated = This verifier has put this statement on record already.
rec-contract-already-stated = Nothing needs to be done: `iou identity show LOAN`.
err-contract-too-many-statements = Sixteen statements about identities are on record of this loan already.
rec-contract-too-many-statements = No more are recorded. Those that are there can be shown and revoked.
err-contract-no-such-statement = This account has put no such statement on record of this loan.
rec-contract-no-such-statement = Only who made a statement revokes it. `iou identity show LOAN` lists them.
err-contract-already-revoked = This statement was revoked already.
rec-contract-already-revoked = One that ended can still be called false from the start (`--false-from-start`); nothing else changes it, and none comes back.
err-contract-bad-past = What moved before the signature is out of order: it moved outside the chain, its amounts are more than nothing, its days run from first to last and none lies after today, the first is a delivery, there are at most 32 movements, and nothing else is to be delivered.
rec-contract-bad-past = Check `[[delivered]]` and `[[repaid]]` in the form, leave out `deliveries`, and settle outside the chain.
err-contract-past-mismatch = The amount of the loan is not the sum of what was delivered before (Civil Code, art. 670; Provisions on Private Lending, art. 26).
rec-contract-past-mismatch = Write the sum of all `[[delivered]]` for `amount`; what was repaid is set off by itself.
err-contract-nothing-left = What was repaid before the signature leaves nothing owed, or is more than was owed on its day (Civil Code, art. 557).
rec-contract-nothing-left = Check `[[repaid]]`: amounts and days. What is repaid in full needs no new agreement.
err-contract-bad-succession = Who may take over this seat cannot be agreed so: it takes an heir or a verifier, each another account without a part in the loan, for the seat of whoever holds the claim a second verifier beside the first, and 14 to 30 days.
rec-contract-bad-succession = Name an heir (`heir`, `--heir`) or verifiers (`verifier` and `second`) who are not parties, guarantors or arbiter of this loan, and for whom no seat is claimed just now; one for each seat. Where the terms name no arbiter, nobody who holds that office.
err-contract-not-named-for-seat = The signing account may not do this for the seat: neither does it act for it, nor has its owner named it.
rec-contract-not-named-for-seat = `iou seat show LOAN` says who acts for each seat and whom its owner named. The word of the other side counts for nothing here; without anybody named, the debt stands in law all the same, and a court decides.
err-contract-key-has-part = The new account has a part in this loan already, may decide over it by an office, or is named for another's seat.
rec-contract-key-has-part = Take a new account that has nothing to do with this loan: `iou account new`.
err-contract-seat-claimed = Somebody claims this seat already.
rec-contract-seat-claimed = `iou seat show LOAN` says who and for whom. A claim that its owner did not want ends by `iou seat end LOAN SEAT --to ACCOUNT`.
err-contract-no-such-claim = Nobody claims this seat, or not for this account.
rec-contract-no-such-claim = `iou seat show LOAN` shows each claim and for which account it is made.
err-contract-claim-not-due = The seat cannot be taken yet: the days for an objection are not over, or the claim waits for another's word.
rec-contract-claim-not-due = `iou seat show LOAN` says what it waits for, and from which day on it can be taken.
err-contract-seat-held = This seat is held: somebody claims it, or its account has changed within thirty days. Meanwhile nothing is decided for it, nothing that it offered, or reported as delivered, is accepted, no money of the chain is delivered to it, and no silence is put on record against it.
rec-contract-seat-held = Paying, stating facts, demanding, disputing and objecting stay possible. `iou seat show LOAN` says until when. If it is your seat and you did not want the claim: `iou seat end LOAN SEAT --to ACCOUNT`.
err-contract-seat-passed = Another account acts for this seat now: what this one signs counts for nothing in this loan.
rec-contract-seat-passed = `iou seat show LOAN` says which. Choose it with --account if it is yours. If it is not, keep the evidence (`iou evidence LOAN`) and go to a court: claim and debt are as they were.
err-contract-statement-needed = A claim to this seat was objected to before: another one needs a verifier's statement of identity that was put on record after that.
rec-contract-statement-needed = Ask a verifier for one (`iou identity request`), then claim again with `--statement DIGEST`; an arbiter decides. Who hands over their own seat can wait for the heir's word instead.
err-contract-already-agreed = Who may take over this seat is agreed already, in the terms or after them.
rec-contract-already-agreed = `iou seat show LOAN` shows it. It is agreed once and stays; the terms of a new loan can agree otherwise.

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
event-loan-signed = signed by all
event-terms-signed = signed by one of several
event-loan-cancelled = cancelled
event-loan-expired = expired
event-delivery-reported = delivery reported
event-delivery-withdrawn = reported delivery taken back
event-loan-delivered = delivered
event-part-delivered = a further part delivered
event-old-debt-formed = an old debt acknowledged by all
event-repayment-reported = repayment reported
event-loan-repaid = repayment applied
event-repayment-due = repayment due
event-loan-defaulted = default recorded
event-default-cured = default cured
event-loan-settled = settled
event-withdrawn = money withdrawn
event-report-dismissed = reported repayment dismissed
event-reversal-proposed = one side asks to take a payment back
event-payment-reversed = payment taken back by both
event-guarantor-consented = guarantor consented
event-amendment-proposed = amendment proposed
event-amendment-signed = amendment signed by one
event-loan-amended = amended
event-assignment-proposed = assignment proposed
event-assignment-signed = assignment signed by one
event-claim-assigned = claim assigned
event-debt-forgiven = debt forgiven
event-demand-made = payment demanded
event-debt-acknowledged = debt acknowledged
event-loan-accelerated = called in: the whole falls due
event-silence-recorded = unanswered, on record: there was time until
event-dispute-raised = dispute raised
event-dispute-resolved = dispute resolved
event-attested = attested by a witness
event-identity-stated = identity stated by a verifier
event-identity-ended = a verifier's statement of identity ended
event-identity-voided = a verifier's statement of identity was false from the start
event-succession-planned = who may take over a seat, agreed
event-seat-claimed = seat claimed for another account
event-claim-supported = claim to a seat supported
event-claim-ended = claim to a seat ended
event-claim-decided = claim to a seat decided by an arbiter
event-seat-taken = another account acts for a seat
event-rate-published = reference rate published
event-appointed = office

## Loans: labels

label-account = Signed by
label-amount = Amount
label-borrower = Borrower
label-co-borrower = Co-borrower
label-awaits = Still to sign
label-code-hash = Code hash
label-contract = Contract
label-day = Day
label-earns-from = Interest from the end of
label-counted-from = Periods counted from
label-payer = Paid by
label-reversal = To be taken back
value-reversal = { $by } asks to take back the payment of event { $event }
label-event = Event
label-recourse = Recourse
value-recourse = { $account } paid { $amount } in the borrower's place
item-of-event = { $item } (event { $event })
label-deliver-by = Deliver by
label-delivery = Delivery reported
label-delivery-number = Delivery no.
label-deposit = Storage deposit
label-digest = Digest of the terms
label-due = Due
label-evidence = Evidence
label-fee = Fee
label-grace = Grace
label-acceleration = Acceleration
label-answer-days = Days for an answer
label-deliveries = Parts of the principal
label-past = Moved before the signature
label-past-owed = Owed from before
label-answer-by = Time for an answer until
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
label-least-delivery = Least delivery
label-rate = Annual rate
label-sum-signed = Signed for
label-sum-proposed = Proposed
label-sum-delivered = Delivered
label-sum-stated = Stated beside that
label-sum-repaid = Repaid
label-unanswered = Unanswered
value-delivered-none = nothing on record yet
value-delivered-native = { $amount }, paid by the contract in this chain’s own money
value-delivered-token = { $amount }, in a token, by the word of the token’s contract
value-delivered-acknowledged = { $amount }, acknowledged by the borrower
value-delivered-reported = { $amount } by the lender’s word; the borrower has not answered
sums-less = { $law ->
    [prc] Signed for { $signed }, delivered { $delivered }: the principal is { $delivered }; the { $less } that did not arrive was never lent and never owed (Civil Code, arts. 670 and 679; Provisions on Private Lending, art. 26)
   *[other] Signed for { $signed }, delivered { $delivered }: the principal is { $delivered }; the { $less } that did not arrive was never lent and never owed
}
sums-less-parts = { $law ->
    [prc] Signed for { $signed }, acknowledged so far { $delivered }: the principal is { $delivered }; the other { $less } counts only as far as it arrives and is acknowledged in time (Civil Code, arts. 670 and 679; Provisions on Private Lending, art. 26)
   *[other] Signed for { $signed }, acknowledged so far { $delivered }: the principal is { $delivered }; the other { $less } counts only as far as it arrives and is acknowledged in time
}
sums-less-reported = { $law ->
    [prc] Signed for { $signed }, by the lender’s word delivered { $delivered }, which is { $less } less: once acknowledged, what arrived is the principal (Civil Code, arts. 670 and 679; Provisions on Private Lending, art. 26)
   *[other] Signed for { $signed }, by the lender’s word delivered { $delivered }, which is { $less } less: once acknowledged, what arrived is the principal
}
unanswered = { $what ->
    [terms] terms over { $amount }, proposed on { $day }
    [delivery] delivery of { $amount }, reported on { $day }
    [part] delivery of { $amount } (no. { $number }), reported on { $day }
    [repayment] repayment of { $amount } (no. { $number }), reported on { $day }
    [amendment] amendment, proposed on { $day }
   *[reversal] taking back the payment of { $amount } (event { $number }), asked for on { $day }
}: { $days ->
    [0] no answer of { $whom } yet
    [one] unanswered by { $whom } for one day
   *[other] unanswered by { $whom } for { $days } days
}
unanswered-by-lender = the lender
unanswered-by-holder = another holder of the claim
unanswered-by-seller = whoever sold the claim
unanswered-by-borrower = the borrower
unanswered-by-co-borrower = another of those who borrow
note-unanswered = Unanswered: { $said }
unanswered-until = { $said }; there is time for it until { $day }
unanswered-recordable = { $said }; the days for it ended on { $day }, and anyone may have that recorded (`iou record-silence`)
unanswered-recorded = { $said }; on record since { $day }
note-reversal = If the other side agrees, the account is as if that payment had never been recorded; a loan that it settled runs again.
note-history-forgotten = This node no longer has the old blocks that say what was repaid on loan { $loan } and what has been waiting for an answer since when; an archive node has.
label-report = Repayment reported
label-kind = Kind
label-report-to = Reported to
label-role = Role
label-sign-by = Sign by
label-total = Total
label-value-sent = Money sent along
label-article = Article
label-formula = Formula
label-item = Item
label-overpaid = Overpaid
item-delivered = delivered
item-interest = interest
item-late = overdue interest
item-fell-due = fell due
item-paid = repaid
item-forgiven = forgiven
item-costs = costs awarded
item-credited = found to be paid
item-amended = amended
item-accelerated = called in: the rest falls due on
value-at-most = {" "}(at most { $rate } a year together)
law-cc = CC{" "}
law-pl = PL{" "}
law-lp = LP{" "}
progress-history = looking for the loan's events
progress-history-count = looking for the loan's events: { $found } of { $all }
statement-note = CC: Civil Code, PL: Provisions on Private Lending, both of the PRC. Each figure was computed anew from the loan's events on the chain. Interest is rounded once a period, so a line can differ from its formula by the last unit.
why-statement-early = The loan was not yet proposed on that day.
label-arbiter = Arbiter
label-balloon = Balloon
label-channel = Channel
label-costs = Costs of enforcement
label-owed-at-most = Owed at most
label-owed-at-least = Owed at least
label-default-since = In default since
label-dispute = Dispute raised by event
label-owed-besides = Owed already, besides the figures below
label-credited = Counts as repaid
label-every = Every
label-guarantor = Guarantor
label-holder = Holder
label-assignor = Offered by
label-late-fee = Late fee
label-message = Message
label-method = Method
label-office = Office
label-roll-up = Unpaid interest
label-source = Source
label-credit-agreed = Loans received
label-credit-on-time = Settled on time
label-credit-late = Settled late
label-credit-forgiven = Settled by forgiveness
label-credit-outstanding = Still running
label-credit-defaulted = Defaults recorded
label-limitation-from = The period began after
label-limitation-cause = Because
label-limitation-until = Its last day
label-limitation-left = Left
value-joint = joint
value-general = general
value-guarantee-months = for { $months } months
value-roll-up = becomes principal, within the ceiling of PL 27
value-limitation-expired = nothing: the borrower may refuse, unless they acknowledge the debt or ask for more time (Civil Code, art. 192)
limitation-note = A court does not raise this by itself (Civil Code, art. 193). A demand that provably arrived starts the three years anew for the holder who made it; an acknowledgement, a part payment by the borrower or a request for extension does for all (art. 195, 517). Once they have run out, only the borrower's acknowledgement or request for extension revives the claim (art. 192); where several borrow, none of them revives it for the others.
cause-last-due-day = the last instalment fell due
cause-part-payment = the borrower paid a part
cause-acknowledgement = the borrower acknowledged the debt
cause-extension-request = the borrower asked for an extension
cause-demand = a demand, or the notice of an assignment, reached the borrower

demand-without-receipt = Without --receipt the demand is on record but does not restart the limitation period: that needs proof that it arrived.
accelerate-stands = Once on record, the notice stands even if what is overdue is paid; only an amendment that all sign takes it back.
demand-arrived-today = This is put on record as arrived today, { $day }. If the proof names another day, say so: --arrived DAY. The limitation period is counted from it.
demand-too-late = On that day the limitation period of your part had run out already: the demand goes on record and revives nothing (Civil Code, art. 192).
label-arrived = Arrived on
why-instalments-sum = The principal of the instalments does not add up to the amount of the loan.
why-sections = This is written as tables, one for each: [[co-borrower]], [[guarantor]], [[instalment]], [[succession]] and the like.
why-part = A part is written ACCOUNT=MILLIONTHS, for instance lisi=400000.
status-submitted = submitted
status-in-block = in a block
value-days = { $days } days
value-acceleration = after default the whole falls due { $days } days after the notice
value-answer-days = { $days } days to answer a report of a repayment; after them anyone may record the silence
seat-name = { $role } ({ $seat })
label-succession = Takeover
label-seat = Seat
label-seat-key = Acted for by
label-seat-claim = Claimed
label-seat-held = Held
label-seat-to = New account
label-seat-kept = Present account
label-seat-money = Money kept
label-heir = Heir
label-second-verifier = Second verifier
label-objection-days = Days to object
label-statement = Statement of identity
label-follows = What follows
mark-seat-claimed = seat claimed
mark-seat-taken = another account acts
label-seat-decided = Is to act for it
follows-plan-succession = It is agreed once and cannot be changed or taken back. It passes the power to act, neither claim nor debt, and you can object to every claim within the days that you name.
follows-claim-seat = Once the claim binds, and for thirty days after the seat is taken, nothing is decided for this seat: nothing confirmed, forgiven, assigned, amended or acknowledged. Paying, stating facts, demanding and disputing go on; money that comes for it through the contract is kept. A handing over takes 7 days, at once with the heir's word; heirs and verifiers wait the days that were agreed. The seat's present account can object once, and the claim stays on record for good.
follows-support-claim = Your word stays on record under your account and cannot be taken back. The days for an objection run from today; where the seat is handed over, it can be taken at once.
follows-end-claim = From the seat's present account this is an objection: another claim then needs a verifier's new statement of identity and an arbiter's decision, a handing over the heir's word. From anybody else it gives the claim up. It cannot be taken back; money that was kept meanwhile goes to the present account.
follows-claim-granted = The new account can take the seat once its days are over. Your decision stays on record under your account and cannot be taken back.
follows-claim-denied = The claim ends, and money that was kept goes to the present account. Another claim needs a statement of identity that comes later. Your decision stays on record under your account and cannot be taken back.
follows-take-seat = From now on this account acts for the seat, and the former one no more; only another claim changes that. What the seat had offered and is not in force is void, and money that was kept goes to this account. For thirty days nothing can be decided for the seat. Claim, debt, figures, days and history stay as they are.
seat-none = Nothing is agreed for the loss of a key in this loan, nobody claims a seat, and every seat is acted for by its own account. Who has the key of a seat can hand it over: iou seat hand-over LOAN --to ACCOUNT
value-succession = { $ways ->
    [heir] the heir { $heir } may claim it
    [verifier] the verifier { $verifier } may claim it for an account of its owner
    [verifiers] the verifiers { $verifier } and { $second } may together claim it for an account of its owner
    [heir-or-verifier] the heir { $heir } may claim it, or the verifier { $verifier } for an account of its owner
   *[heir-or-verifiers] the heir { $heir } may claim it, or the verifiers { $verifier } and { $second } together for an account of its owner
 }; { $days } days to object. The power to act passes, neither claim nor debt
value-seat-key = { $key }; figures, days and history stay with the seat
value-seat-claim = { $by ->
    [owner] handed over to { $to }
    [heir] by the heir { $claimant }, for themself
   *[verifier] by the verifier { $claimant }, for { $to }
 }; { $next }
claim-awaits-nobody = it can be taken at once
claim-awaits-day = an objection counts through { $day }, from the day after it can be taken
claim-awaits-heir = it waits for the heir's word and binds nobody until then
claim-awaits-second = it waits for the other verifier's word and binds nobody until then
claim-awaits-arbiter = it is disputed and waits for an arbiter
value-seat-held = decides nothing through { $day }
value-seat-held-claimed = decides nothing until the claim has ended or thirty days after the seat is taken
value-seat-money = { $amount }, kept by the contract until the claim has ended: then { $to } gets it, if it takes the seat, else { $key }
fact-claim-objected = objection
fact-claim-given-up = given up, or too old
fact-claim-granted = granted
fact-claim-denied = denied
fact-claim-day = objection through { $day }
seat-asked-object = Somebody claims your seat, { $seat }, for { $to }. If you did not want that, object by { $day }: iou seat end { $loan } { $account } --to { $to }
seat-asked-object-now = Somebody claims your seat, { $seat }, for { $to }, who can take it at any moment. If you did not want that, object now: iou seat end { $loan } { $account } --to { $to }
seat-asked-handed-over = Your key was used to hand your seat, { $seat }, over to { $to }. If that was not you, somebody else has your key: object by { $day }, then hand over to a key of yours: iou seat end { $loan } { $account } --to { $to }
seat-asked-handed-over-now = Your key was used to hand your seat, { $seat }, over to { $to }, who can take it at any moment. If that was not you, somebody else has your key: object now, then hand over to a key of yours: iou seat end { $loan } { $account } --to { $to }
seat-asked-take = You can take over the seat { $seat }: iou seat take { $loan } { $account }
seat-asked-take-from = From { $day } on you can take over the seat { $seat }, if nobody objects: iou seat take { $loan } { $account }
seat-asked-support = The claim to the seat { $seat } for { $to } asks for your word. If you know that it is true: iou seat support { $loan } { $account } --to { $to }
seat-asked-decide = As arbiter you decide whether { $to } is to act for the seat { $seat }: iou seat decide { $loan } { $account } --to { $to } --grant (or --deny) --evidence FILE
value-deliveries = up to { $count }, each acknowledged by itself
value-past-lent = delivered { $amount } on { $day }
value-past-repaid = repaid { $amount } on { $day }
value-past-owed = principal { $principal }, interest { $interest }, at the end of { $day }
value-delivery = { $amount } on { $day }
value-delivery-stated = no. { $number }: { $amount } on { $day }, not acknowledged
value-delivery-acknowledged = no. { $number }: { $amount } on { $day }, acknowledged
value-rate-cut = { $rate }, cut by the cap of that day from { $agreed }
value-next-due = { $amount } by { $day }
value-report = no. { $number }: { $amount } on { $day }
value-report-to = no. { $number }: { $amount } on { $day }, reported to { $to }
line-event = loan { $loan } #{ $sequence } { $event }
line-owed = owed { $amount }
line-unknown = an event that this client does not know
watch-again = The node answers again.
list-none = No loans yet. `iou new FORM.toml` proposes one.
list-more = There are more: --page { $page }
calendar-name = Loans: due days
calendar-summary = Loan #{ $loan }: { $amount } due, instalment { $number } of { $count }
calendar-description = Lender { $lender }, borrower { $borrower }. As things stood on { $asof }; what is owed on a day is told by: iou show { $loan }
calendar-written = { $path }: { $count } due days, each with alarms seven days and one day before and on the day.
withdrawn = { $amount } were sent to the account.

## Loans: what is about to be signed

action-deploy = deploy a new ledger contract
action-propose = propose these terms and sign them
action-sign = sign the proposed terms
action-cancel = withdraw or decline the proposal
action-expire = record that the deadline passed
action-deliver = deliver the money
action-withdraw-delivery = take back the reported delivery
action-acknowledge-delivery = acknowledge that the money was received
action-repay = repay in the chain's token
action-report-repayment = report a repayment
action-confirm-repayment = confirm a reported repayment
action-notify-due = announce what has fallen due
action-mark-default = record default
action-withdraw = withdraw the money kept for this account
action-propose-amendment = propose an amendment and sign it
action-accept-amendment = sign the proposed amendment
action-accept-assignment = sign the assignment of the claim
action-consent = consent to the terms as guarantor
action-assign = offer the claim, or a part of it, to others
action-forgive = forgive a part of the debt
action-demand = record that payment was demanded
action-accelerate = record the notice that the whole falls due
action-record-silence = record that a report of a repayment stayed unanswered
action-acknowledge = acknowledge the debt
action-dispute = raise a dispute
action-resolve = resolve the dispute
action-attest = attest a digest as witness
action-state-identity = state, as verifier, who a party is
action-end-identity = end a statement of identity: it counts no more from now on
action-void-identity = call a statement of identity false from the start: it counts at no time
action-plan-succession = agree who may take over your seat
action-claim-seat = claim a seat for another account
action-support-claim = support the claim to a seat
action-end-claim = end the claim to a seat
action-decide-claim = decide, as arbiter, the claim to a seat
action-take-seat = take over a seat
action-dismiss-report = close a reported repayment without effect
action-reverse-payment = take back a payment recorded by mistake
action-publish = publish a reference rate
action-appoint = appoint to an office
action-dismiss-from = dismiss from an office

## Loans: why a field or an argument cannot be used

why-amount-malformed = It is not an amount. Write digits with at most one decimal point, for instance 10000.00; 10,000, 1万, 壹万元整 and ¥10000 are understood too.
why-amount-decimals = It has more decimals than this money, which has { $decimals }. Nothing is rounded.
why-amount-too-large = It is above the limit of 10^26 minor units.
why-amount-zero = It is zero.
why-currency = A currency is three letters (ISO 4217), for instance CNY.
why-currency-unknown = This currency's decimals are not known here. Correct it, or add decimals = 2 (or what they are).
why-day = A day is written like 2026-12-31. 2026/12/31, 2026年12月31日, today and 今天 are understood too.
why-rate-highest = The highest rate with these days, this day count and this rounding is { $rate }.
why-day-count = It is one of act/365, act/360, 30e/360 (30/360 is another spelling of it).
why-empty = It is empty.
why-flag = It is true or false (yes, no, 是, 否).
why-id-number = A document number has 4 to 32 letters and digits.
why-law = It is prc or none.
why-method = It is bullet, interest-only, equal-instalments, equal-principal or custom.
why-missing = It is missing.
why-offset = An offset from UTC is written like +08:00.
why-period = A period is written like 90d, 3m or 1y, or 90天, 3个月, 一年; days and months are not mixed.
why-phone = It is not a telephone number: 5 to 20 digits, with + and the country's code for another country.
why-quotes = It must be one value, not a list or a table.
why-rate = A rate is written like 6% a year, with at most four decimals; 1.5%/月, 月息2分, 日万分之五 and 4倍LPR are understood too.
why-rate-cap = A rate_cap of one's own goes with law = "none" only; under prc the law sets the cap.
why-rounding = It is floor, half-even or half-up.
why-section = This part of the form is missing: [lender] and [borrower], each with account and name.
why-sign = It has a sign ({ $sign }) that cannot be seen, hangs on nothing, or that no standard assigns: somebody could read another text than was signed. Type it anew.
why-settlement = It is off-chain, native or token.
why-lends = Say whether you lend or borrow: lender or borrower.
why-start-past = It lies in the past.
why-old-debt-delivered = What was delivered before the signature needs no time for delivery: leave this out.
why-past-most = At most { $most } movements before the signature fit into one agreement.
why-succession-of = This is "lender", "borrower", or the account of one who also borrows or guarantees in this form.
why-succession-twice = This seat has a section already: one for each is enough. Put heir and verifiers into that one.
why-succession-nobody = Name who may take over this seat: an heir, or a verifier (`verifier`; of the lender's seat with a `second` one), or both ways.
why-succession-part = Whoever has a part in this loan, or decides over it, cannot be named here: take an account that stands on no side.
why-succession-second-alone = A second verifier needs a first one: name `verifier` too, or leave this out.
why-succession-second = The lender's seat holds the claim: where a verifier is named for it, a second one has to be named too, so that none of them alone can hand it to somebody. Add `second`, or name an heir alone.
why-succession-second-same = The second verifier has to be somebody else than the first.
why-succession-heir-once = An heir in this form cannot be named a second time in it, for another seat or as a verifier: nobody has two seats, nor gives both words. Name another account.
why-sha256 = A SHA-256 is 64 hexadecimal digits, as `sha256sum FILE` prints them.
why-same-file = It is where the evidence itself goes.
why-file-empty = it is empty.
why-file-damaged = it is a file of evidence of which bytes are missing or changed ({ $error }).
why-file-foreign = it is no file of evidence, or of a form that this program does not know ({ $error }).
why-pdf-without = it is a PDF with no evidence inside. A certificate has it; a scan or a print to PDF of one has not.
why-pdf-several = it is a PDF with several files of evidence inside: take out the one that is meant, and verify that.
why-not-older-than = It is a day like 2026-12-31, or a length of time before now like 7d or 12h.
why-iban = It is not an IBAN: its check digits do not fit.
why-payee = A bank’s code takes a payee of 1 to 70 signs; leave --iban out for a code with the slip as text.
why-one-line = It is one line of signs that can be seen.
why-stream-json = Standard output takes the file alone (`-`), and so has no place for --json.
why-stream-terminal = Standard output (`-`) is a terminal here; send it to a file or another program.
why-to-whom = The chosen account is neither lender nor borrower of this loan: say to whom, with an address, or lender, borrower, co-borrower.1, guarantor.1.
why-handover-foreign = it is no hand-over of personal fields.
why-handover-damaged = it was cut or changed on its way.
why-handover-locked = it is not for { $account }, or the passphrase is another.
why-handover-other = what is in it is not what the terms of that loan on the chain commit to.
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
help-new--form = Form in TOML; the forms in examples/ explain every field
help-new--evidence = File whose SHA-256 goes on the record; the file itself stays here
help-new--loan-key = Give the loan a key of its own, so that it cannot be tied to your other loans; the key needs money for fees, or a relay
help-new--own-key = Sign with the account itself

help-sign = Sign the terms that the other party proposed
help-sign-examples =
    {"  "}iou --account lisi sign 0
help-sign--loan = Number of the loan
help-sign--evidence = File whose SHA-256 goes on the record
help-sign--without-fields = Sign without seeing the personal fields that the terms commit to (you cannot prove them later)

help-cancel = Withdraw a proposal, or decline the other party's
help-cancel-examples =
    {"  "}iou --account lisi cancel 0
help-cancel--loan = Number of the loan
help-cancel--evidence = File whose SHA-256 goes on the record

help-expire = Record that a proposal was not signed, or a loan not delivered, in time; anyone may
help-expire-examples =
    {"  "}iou --account lisi expire 0
help-expire--loan = Number of the loan

help-deliver = Deliver the money: send it (native, or a token that you have approved), or record that it was handed over (off-chain), again if the record was wrong
help-deliver-examples =
    {"  "}iou --account lisi deliver 0 --receipt transfer.pdf
    {"  "}iou --account lisi deliver 0 --amount 9500.00 --on 2026-11-23
help-deliver--loan = Number of the loan
help-deliver--amount = Amount handed over; what of the agreed principal is not reported yet if left out
help-deliver--on = Day on which it reached the borrower; today if left out
help-deliver--receipt = Receipt whose SHA-256 goes on the record

help-retract = Take back, as the lender, a delivery that you reported by mistake and that nobody has acknowledged
help-retract-examples =
    {"  "}iou --account lisi retract 0
help-retract--loan = Number of the loan
help-retract--delivery = Number of the delivery; the earliest that is not acknowledged if left out
help-retract--evidence = File whose SHA-256 goes on the record

help-received = Acknowledge, as the borrower, that the money or a part of it arrived: with the first there is a loan, and the principal is what was acknowledged
help-received-examples =
    {"  "}iou --account zhangsan received 0
help-received--loan = Number of the loan
help-received--delivery = Number of the delivery; the earliest that is not acknowledged if left out
help-received--amount = Amount received; the reported one if left out
help-received--evidence = File whose SHA-256 goes on the record

help-repay = Repay on chain: in its own money, or in a token that you have approved
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
help-report--paid-by = Who paid in the borrower's place: account name or address

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

help-record-silence = Record that a report of a repayment stayed unanswered for the days that the terms agree: evidence, no acknowledgement, and the answer may still follow; anyone may
help-record-silence-examples =
    {"  "}iou --account wangwu record-silence 0        the report whose days were over first
    {"  "}iou --account lisi record-silence 0 3        report number 3
help-record-silence--loan = Number of the loan
help-record-silence--report = Number of the report, each once, from the day after the last one for its answer (`iou show`); the one that was over first if left out

help-withdraw = Withdraw the repayments that the contract keeps for this account
help-withdraw-examples =
    {"  "}iou --account lisi withdraw
    {"  "}iou --account lisi withdraw --token 5F…
help-withdraw--token = Address of the token; the chain's own money if left out

help-pay-slip = What to transfer by bank: amount, until when it holds, and the memo code by which a statement finds the loan again
help-pay-slip-examples =
    {"  "}iou pay-slip 0
    {"  "}iou --account zhangsan pay-slip 0 --private --bank-account "6222 0000 1234 5678, Bank of Hangzhou" --qr
    {"  "}iou pay-slip 0 --all --on 2026-12-31
    {"  "}iou pay-slip 0 --payee "Marie Dupont" --iban FR1420041010050500013M02606 --png slip.png
help-pay-slip--loan = Number of the loan
help-pay-slip--all = Everything that is owed, instead of what is due
help-pay-slip--on = The day on which you will transfer; today if left out
help-pay-slip--payee = Who gets the money, as their bank knows them
help-pay-slip--private = Take the lender’s name from the personal fields that this machine keeps
help-pay-slip--bank-account = Their account and bank, as you know them; nothing checks it
help-pay-slip--iban = Their IBAN. With it and --payee the square code of a loan in euros is one from which banking apps fill in the transfer (EPC069-12)
help-pay-slip--qr = Draw it as a square code in the terminal
help-pay-slip--png = Write it as a square code into this picture
help-pay-slip--force = Overwrite a file that is there
slip-payee = Payee
slip-account = Their account
slip-amount = Transfer
slip-memo = Purpose (memo code)
slip-due = { $late ->
    [0] { $day }
    [one] { $day }, one day ago; interest for the delay is in the amount
   *[other] { $day }, { $late } days ago; interest for the delay is in the amount
}
slip-until = Right up to and on
slip-line = { $label }: { $value }
slip-unsaid = — ask them; nobody has said it here
slip-why-memo = Write the memo code as the purpose of the transfer: an import of the bank’s statement finds the loan by it.
slip-total = To pay off everything: { $total } (--all).
slip-unconfirmed = { $amount } is reported as repaid and not confirmed: the slip does not count it. Do not pay twice.
slip-assigned = The claim was sold: its holder is { $holder }. Ask them for their account.
slip-seat-claimed = Somebody claims to act for the creditor from now on. Until that is settled pay to the bank account that you know from the creditor, and take no new one from anybody.
slip-seat-key = The account { $key } acts for the creditor now; whom you owe has not changed. Before you pay to a new bank account, ask in a way that you know from before.
slip-no-link = The square code holds these lines as text. It is no payment link of any wallet.
slip-epc = The square code fills in a SEPA transfer in banking apps (EPC069-12). Compare name, IBAN and amount before you release it.
slip-then = Once transferred: `iou report { $loan } AMOUNT --receipt FILE`.
slip-written = The square code is in { $path }.

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
help-list--page = Fifty loans at a time, from page 1 on; without it all of them
help-calendar = The due days of an account's loans as an iCalendar file with alarms, for a calendar on phone or computer
help-calendar-examples =
    {"  "}iou --account zhangsan calendar -o due.ics
help-calendar--of = Address or account name; the chosen account if left out
help-calendar--output = File to write; standard output if left out. A newer file replaces what an older one has entered
help-calendar--force = Overwrite a file that is there

help-watch = Follow the contract's events as they are finalised
help-watch-examples =
    {"  "}iou watch
    {"  "}iou watch --json --from 1200 >> events.jsonl
    {"  "}iou watch --from 0 --no-follow --loan 3
help-watch--from = First block to show; the next one if left out
help-watch--loan = Show this loan's events only
help-watch--no-follow = Stop at the newest finalised block

## Index

label-database = Database
label-head = Newest finalised block
label-loans = Loans
label-events = Events
label-unknown-events = Unknown events
value-unreachable = not reachable
index-empty = The database is empty: iou index fills it.
index-done = The database is at block { $block }; { $events } new events.
progress-index = Looking where the index stands …
progress-index-fill = Block { $block } of { $head } · { $speed } blocks/s · { $left } left
progress-index-live = Following: block { $block }
help-index = Fill a database from finalised blocks, and keep it up to date
help-index--database = A file, or postgres://…; else the profile's, else one in your iou directory
help-index--once = Stop at the newest finalised block
help-index--listen = Where /health, /ready and /metrics are: ADDRESS:PORT, or off
help-index-rebuild = Empty the tables that follow from the chain and fill them again; contacts, settings and messages stay
help-index-rebuild-examples =
    {"  "}iou index rebuild
help-index-rebuild--database = A file, or postgres://…
help-index-status = Say how far the database is
help-index-status-examples =
    {"  "}iou index status --json
help-index-status--database = A file, or postgres://…
help-index-dump = Write every row that follows from the chain as text, to compare two databases
help-index-dump-examples =
    {"  "}iou index dump | sha256sum
help-index-dump--database = A file, or postgres://…

## Calculators, which need no chain: words

calc-agreed = Agreed in all
calc-before-2020 = On { $day } the rules of 2020-08-20 were not in force yet. For a contract formed before that day the former rules count up to 2020-08-19 if a party asks for them, and from then on the cap of the day on which the suit is filed (Provisions on Private Lending, art. 31).
calc-basis-agreed = the agreed overdue rate
calc-basis-loan = the loan's own rate, no overdue rate being agreed
calc-basis-nothing = no rate
calc-basis-reference = the one-year LPR of the due day, no rate being agreed
calc-cap = Cap
calc-cap-of-day = { $cap } for a loan formed on { $day }
calc-cap-counted = Highest rate by day count
calc-cap-per = By the month, by the day
calc-cap-per-value = { $month } · { $day }
calc-ceiling = Ceiling
calc-day-to-come = { $day } has not come: the LPR of { $published } is the newest known here and may be another by then.
calc-actual-days = actual days
calc-delayed = Interest for delayed performance
calc-delayed-before-2014 = The interpretation is in force since 2014-08-01: for days before it twice the bank's lending rate counted.
calc-delayed-note = This is owed beside the ordinary interest that the judgment awards. The base is what it awards in money, ordinary interest aside; where it orders instalments, work out each one from its own day.
calc-days = Days
calc-enforceable = Enforceable
calc-fees = Fees and penalties
calc-fees-allowed = { $allowed } of { $claimed } claimed
calc-formula = Formula
calc-formed-taken = The cap was taken from the due day, { $day }: { $cap }. It is that of the day on which the loan was formed, which may be another: say it with --formed DAY.
calc-from = From
calc-lpr = One-year LPR
calc-lpr-published = { $rate }, published on { $published }
calc-method-bullet = everything on one day
calc-method-custom = instalments by hand
calc-method-equal-instalments = equal instalments
calc-method-equal-principal = equal principal
calc-method-interest-only = interest each period, principal with the last
calc-rate-cut = { $why }, cut to the cap
calc-rate-why = { $rate }: { $why }
calc-rounding = Rounding
calc-schedule = { $principal } at { $rate } a year from { $start }, { $method } ({ $basis }, { $rounding })
calc-source = Source
calc-span = { $days }: { $from } to { $to }, { $basis }, { $ends ->
        [both] both days counted
        [neither] neither day counted
       *[last] the last day counted, the first not
    }
calc-sum = Sum
calc-to = To
calc-with-principal = With the principal

law-cc-676 = Civil Code, art. 676: who repays late owes overdue interest, as agreed or as the State provides.
law-pl-25 = Provisions on Private Lending, art. 25: a court upholds a rate of up to four times the one-year LPR of the day on which the contract was formed.
law-pl-27 = Provisions on Private Lending, art. 27: interest that was made into principal counts up to that cap, and in the end the borrower owes no more than the first principal with its interest at the cap over the whole time.
law-pl-28 = Provisions on Private Lending, art. 28: overdue interest follows the agreed overdue rate up to the cap; else the loan's rate; where neither was agreed, the one-year LPR of that time.
law-pl-29 = Provisions on Private Lending, art. 29: overdue interest, penalties and other fees may be claimed together, but not above the cap.
law-cpl-264 = Civil Procedure Law, art. 264: who does not pay a judgment in time owes twice the interest for the time of the delay.
law-di-1 = Interpretation on interest for delayed performance in enforcement (法释〔2014〕8号), art. 1: besides the ordinary interest, 1.75 per ten thousand a day of the money awarded, ordinary interest aside.
law-di-2 = The same, art. 2 and 3: from the end of the period that the judgment sets (of its taking effect where it sets none) to the day of full payment.

why-currency-name = A currency is named by 2 to 12 letters and digits, for instance CNY.
why-currency-needs-decimals = Its decimals are not known here. Correct it, or add --decimals 2 (or what they are).
why-day-after = It is later than { $until }.
why-day-before = It is earlier than { $from }.
why-day-not-later = It has to be later than { $before }.
why-flag-needed = With --method { $method }, { $flag } is needed.
why-flag-unwanted = { $flag } does not go with --method { $method }.
why-instalment-by-hand = An instalment by hand is written like 2026-12-31=5000.00; the last one may be the day alone.
why-instalment-last = The last instalment takes what is left: { $left }. Leave its amount out or correct the amounts.
why-instalment-too-large = It is more than the principal that is left ({ $left }), less the balloon.
why-number-between = It is not a whole number from { $least } to { $most }.
why-rate-percent = Write the percent sign: { $value }% a year, or { $value }%/月 a month.

## Calculators: help

help-schedule = Work out a repayment schedule; needs no chain and no account
help-schedule-examples =
    {"  "}iou schedule --principal 100.00 --rate 9.4822% --method equal-instalments --every 1m --periods 6
    {"  "}iou schedule --principal 20000.00 --rate 6% --method interest-only --every 1m --periods 12 --csv
    {"  "}iou schedule --principal 9000.00 --rate 6% --method custom --start 2026-01-01 \
    {"      "}--instalment 2026-06-30=4000.00 --instalment 2026-12-31
help-schedule--principal = Principal, for instance 10000.00, 1万 or 壹万元整
help-schedule--currency = Currency (ISO 4217); another name needs --decimals
help-schedule--decimals = Decimals of the currency, 0 to 12
help-schedule--day-count = How days are counted: act/365, act/360 or 30e/360 (the 31st counts as the 30th)
help-schedule--rounding = How fractions are rounded: floor, half-even or half-up (四舍五入)
help-schedule--rate = Rate with its percent sign: 6% a year, 1.5%/月, 月息2分, 日万分之五, 4倍LPR
help-schedule--method = bullet, interest-only, equal-instalments, equal-principal, custom, or flat (等本等息, to see what it really costs)
help-schedule--start = Day of delivery; today (in China) if left out
help-schedule--every = From one due day to the next: 1m, 30d, 1y; with bullet the whole term, or the due day
help-schedule--periods = How many instalments, 1 to 120; 1 with bullet
help-schedule--instalment = With custom: due day and principal, 2026-12-31=5000.00; once for each, the last may be the day alone and takes what is left
help-schedule--balloon = Principal kept for the last instalment
help-schedule--both-ends = Count the day of delivery too
help-schedule--csv = Write comma-separated values

help-interest = Work out simple interest between two days; needs no chain and no account
help-interest-examples =
    {"  "}iou interest --principal 520000.00 --rate 12% --from 2024-06-08 --to 2025-01-21 \
    {"      "}--day-count act/360 --both-ends
    {"  "}iou interest --principal 10000.00 --rate 6% --from 2026-01-01 --to 2026-12-31 --json
help-interest--principal = { help-schedule--principal }
help-interest--currency = { help-schedule--currency }
help-interest--decimals = { help-schedule--decimals }
help-interest--day-count = { help-schedule--day-count }
help-interest--rounding = { help-schedule--rounding }
help-interest--rate = { help-schedule--rate }
help-interest--from = First day; not counted unless --both-ends is given
help-interest--to = Last day, counted
help-interest--both-ends = Count the first day too, as court software does
help-interest--neither-end = Count neither the first day nor the last

help-law = What a court would allow between natural persons, with the articles; needs no chain and no account
help-law-cap = Tell the highest yearly rate for a loan formed on a day: four times the one-year LPR
help-law-cap-examples =
    {"  "}iou law cap
    {"  "}iou law cap --on 2024-08-01 --rates
help-law-cap--on = Day on which the loan was formed; today (in China) if left out
help-law-cap--rates = Show it by the month and by the day too, and the highest rate for each way of counting days
help-law-overdue = Work out overdue interest and the fees that may be claimed beside it
help-law-overdue-examples =
    {"  "}iou law overdue --principal 50000.00 --due 2025-06-30 --paid 2025-09-30 --day-count act/360
    {"  "}iou law overdue --principal 50000.00 --rate 8% --overdue-rate 15% --fees 2000.00 \
    {"      "}--formed 2025-01-05 --due 2025-06-30 --paid 2025-09-30
help-law-overdue--principal = Principal that is overdue
help-law-overdue--currency = { help-schedule--currency }
help-law-overdue--decimals = { help-schedule--decimals }
help-law-overdue--day-count = { help-schedule--day-count }
help-law-overdue--rounding = { help-schedule--rounding }
help-law-overdue--due = Due day; not counted
help-law-overdue--paid = Day of payment, counted
help-law-overdue--rate = Agreed rate of the loan, if any, with its percent sign
help-law-overdue--overdue-rate = Agreed overdue rate, if any, with its percent sign
help-law-overdue--formed = Day on which the loan was formed, whose cap counts; the due day if left out, with a warning
help-law-overdue--fees = Penalties and fees claimed beside the interest
help-law-overdue--both-ends = Count the due day too, as court software does
help-law-overdue--neither-end = Count neither the due day nor the day of payment
help-law-rolled-up = Work out what is enforceable when interest was made into principal
help-law-rolled-up-examples =
    {"  "}iou law rolled-up --principal 100000.00 --rate 15.4% \
    {"      "}--start 2021-01-01 --roll-up 2022-01-01 --end 2023-01-01
    {"  "}iou law rolled-up --principal 100000.00 --rate 12% --cap 15.4% \
    {"      "}--start 2021-01-01 --roll-up 2021-07-01,2022-01-01 --end 2022-07-01
help-law-rolled-up--principal = First principal
help-law-rolled-up--currency = { help-schedule--currency }
help-law-rolled-up--decimals = { help-schedule--decimals }
help-law-rolled-up--day-count = { help-schedule--day-count }
help-law-rolled-up--rounding = { help-schedule--rounding }
help-law-rolled-up--rate = Agreed yearly rate with its percent sign
help-law-rolled-up--start = Day of delivery
help-law-rolled-up--roll-up = Day on which interest was made into principal; several with commas, or repeated
help-law-rolled-up--end = Day on which the sum is worked out
help-law-rolled-up--formed = Day on which the loan was formed, whose cap counts; the start if left out
help-law-rolled-up--cap = Cap to use instead of the one of the law's table, with its percent sign
help-law-lpr = Work out interest by the one-year LPR over a span in which it changed, row by row
help-law-lpr-examples =
    {"  "}iou law lpr --principal 100000.00 --from 2024-06-30 --to 2025-06-30
    {"  "}iou law lpr --principal 100000.00 --from 2024-06-30 --to 2025-06-30 --times 4 --both-ends
help-law-lpr--principal = Principal
help-law-lpr--currency = { help-schedule--currency }
help-law-lpr--decimals = { help-schedule--decimals }
help-law-lpr--day-count = { help-schedule--day-count }
help-law-lpr--rounding = { help-schedule--rounding }
help-law-lpr--from = First day; not counted unless --both-ends is given
help-law-lpr--to = Last day, counted unless --neither-end is given
help-law-lpr--times = How many times the LPR: 1 to 4
help-law-lpr--both-ends = Count the first day too, as court software does
help-law-lpr--neither-end = Count neither the first day nor the last
help-law-delayed = Work out the interest for not paying a judgment in time: 1.75 per ten thousand a day
help-law-delayed-examples =
    {"  "}iou law delayed --principal 520000.00 --pay-by 2025-03-10 --paid 2025-09-30
help-law-delayed--principal = Money that the judgment awards, ordinary interest aside
help-law-delayed--currency = { help-schedule--currency }
help-law-delayed--decimals = { help-schedule--decimals }
help-law-delayed--rounding = { help-schedule--rounding }
help-law-delayed--pay-by = Last day of the period that the judgment sets; not counted
help-law-delayed--paid = Day of payment, counted

## Running loans: amendments, claims, disputes, offices

help-dismiss = Withdraw, as the borrower, a reported repayment, or reject it as the creditor to whom it was reported
help-dismiss-examples =
    {"  "}iou --account zhangsan dismiss 0
    {"  "}iou --account lisi dismiss 0 2
help-dismiss--loan = Number of the loan
help-dismiss--report = Number of the report; the earliest payment if left out
help-dismiss--evidence = File whose SHA-256 goes on the record
help-reverse = Take back a payment that was recorded by mistake: it counts no more once both sides have done this
help-reverse-examples =
    {"  "}iou --account lisi reverse 0
    {"  "}iou --account zhangsan reverse 0 7
help-reverse--loan = Number of the loan
help-reverse--payment = Number of the event that put it on record (`iou statement`); what the other side asks for, else the newest, if left out
help-reverse--evidence = File whose SHA-256 goes on the record

help-amend = Propose other terms for a running loan: extension, another rate, another plan
help-amend-examples =
    {"  "}iou --account zhangsan amend 0 --method interest-only --every 1m --periods 6
    {"  "}iou --account lisi amend 0 --rate 5%
    {"  "}iou --account zhangsan amend 0 --instalment 2027-03-01=5000.00 --instalment 2027-06-01=5000.00
help-amend--loan = Number of the loan
help-amend--method = bullet, interest-only, equal-instalments, equal-principal; the present one if left out
help-amend--every = From one due day to the next, such as 1m or 30d
help-amend--periods = How many instalments; as many as are left if left out
help-amend--start = Day from which due days are counted, today at the latest; today if left out. Interest is shown from today on in any case
help-amend--instalment = Due day and principal by hand, once for each; interest follows
help-amend--balloon = Principal kept for the last instalment
help-amend--rate = Annual rate from then on, such as 5%
help-amend--overdue-rate = Annual rate on what is overdue
help-amend--grace-days = Days of grace
help-amend--roll-up = Turn unpaid interest into principal, within the ceiling of the law
help-amend--sign-within = How long the others have to sign
help-amend--evidence = File whose SHA-256 goes on the record

help-accept = Sign the amendment or the assignment that waits for this account
help-accept-examples =
    {"  "}iou --account lisi accept 0
help-accept--loan = Number of the loan
help-accept--evidence = File whose SHA-256 goes on the record

help-consent = Consent, as a named guarantor, to the terms in force or proposed
help-consent-examples =
    {"  "}iou --account wangwu consent 0
help-consent--loan = Number of the loan
help-consent--evidence = File whose SHA-256 goes on the record
help-consent--without-fields = Sign without seeing the personal fields that the terms commit to (you cannot prove them later)

help-assign = Offer the claim to others, whole or in parts that add up to what you hold
help-assign-examples =
    {"  "}iou --account lisi assign 0 wangwu=1000000
    {"  "}iou --account lisi assign 0 lisi=600000 wangwu=400000
help-assign--loan = Number of the loan
help-assign--parts = Account and millionths of the whole claim; name your own account for a part that you keep
help-assign--sign-within = How long the new holders have to sign
help-assign--evidence = File whose SHA-256 goes on the record

help-seat = Another account acts for your seat in a loan: agree on it, hand over, claim, object, take over
help-seat-show = Who acts for each seat, who may take it over, who claims it, and what is asked of you
help-seat-show-examples =
    {"  "}iou seat show 0
    {"  "}iou --account lisi seat show 0 --json
help-seat-show--loan = Number of the loan
help-seat-plan = Agree, as who bought a part of the claim, who may take over your seat; once, the parties do so in the terms ([[succession]] in the form)
help-seat-plan-examples =
    {"  "}iou --account wangwu seat plan 0 --heir son
    {"  "}iou --account wangwu seat plan 0 --verifier notary --second bank --days 21
help-seat-plan--loan = Number of the loan
help-seat-plan--heir = Who may claim your seat alone, for themself
help-seat-plan--verifier = Which verifier may claim it for another account of yours
help-seat-plan--second = Which other verifier has to say so too
help-seat-plan--days = For how many days you can object to a claim
help-seat-hand-over = Hand your seat over to another account, for instance because your key was stolen: it can be taken after 7 days, or at once with your heir's word
help-seat-hand-over-examples =
    {"  "}iou --account zhangsan seat hand-over 0 --to zhangsan2
help-seat-hand-over--loan = Number of the loan
help-seat-hand-over--to = The account that is to act for your seat: one without a part in this loan
help-seat-hand-over--statement = A verifier's statement of who you are, after an objection: its file, or its digest with 0x
help-seat-hand-over--evidence = File whose SHA-256 goes on the record
help-seat-claim = Claim a seat, as its heir for yourself, or as a verifier whom its owner named for another account
help-seat-claim-examples =
    {"  "}iou --account son seat claim 0 borrower
    {"  "}iou --account notary seat claim 0 lender --to lisi2 --evidence report.pdf
    {"  "}iou --account son seat claim 0 borrower --statement statement.json
help-seat-claim--loan = Number of the loan
help-seat-claim--seat = Whose: lender, borrower, or an account of the loan
help-seat-claim--to = The account that is to act for the seat; your own if left out, as an heir's has to be
help-seat-claim--statement = A verifier's statement of who the owner is, put on record after an objection: its file, or its digest with 0x
help-seat-claim--evidence = File whose SHA-256 goes on the record
help-seat-support = Give the word that a claim waits for: as the second verifier; or as the heir, with whom a seat is handed over at once
help-seat-support-examples =
    {"  "}iou --account bank seat support 0 lender --to lisi2
help-seat-support--loan = Number of the loan
help-seat-support--seat = Whose: lender, borrower, or an account of the loan
help-seat-support--to = The account for which it is claimed, as `iou seat show` has it
help-seat-support--evidence = File whose SHA-256 goes on the record
help-seat-end = Object to a claim, as who acts for the seat; or give it up, as who made it or for whom it is made; anybody after 60 days without a step, or a year where an arbiter has to decide
help-seat-end-examples =
    {"  "}iou --account zhangsan seat end 0 borrower --to 5…
help-seat-end--loan = Number of the loan
help-seat-end--seat = Whose: lender, borrower, or an account of the loan
help-seat-end--to = The account for which it is claimed, as `iou seat show` has it
help-seat-end--evidence = File whose SHA-256 goes on the record
help-seat-decide = Decide, as the arbiter, a claim that was made after an objection
help-seat-decide-examples =
    {"  "}iou --account zhaoliu seat decide 0 borrower --to 5… --grant --evidence ruling.pdf
    {"  "}iou --account zhaoliu seat decide 0 borrower --to 5… --deny --evidence ruling.pdf
help-seat-decide--loan = Number of the loan
help-seat-decide--seat = Whose: lender, borrower, or an account of the loan
help-seat-decide--to = The account for which it is claimed, as `iou seat show` has it
help-seat-decide--grant = That account is to act for the seat
help-seat-decide--deny = The present account goes on acting for it
help-seat-decide--evidence = The ruling, of a court or your own: its SHA-256 goes on the record
help-seat-take = Take over a seat that is claimed for your account, once its days are over
help-seat-take-examples =
    {"  "}iou --account zhangsan2 seat take 0 borrower
help-seat-take--loan = Number of the loan
help-seat-take--seat = Whose: lender, borrower, or an account of the loan
help-seat-take--evidence = File whose SHA-256 goes on the record

help-forgive = Forgive a part of the debt, or all of it
help-forgive-examples =
    {"  "}iou --account lisi forgive 0 500.00
    {"  "}iou --account lisi forgive 0 all
help-forgive--loan = Number of the loan
help-forgive--amount = Amount, or all: everything owed today
help-forgive--evidence = File whose SHA-256 goes on the record

help-demand = Put on record that payment was demanded, or notice of an assignment given; the day of its arrival, with proof, restarts the limitation period of your part
help-demand-examples =
    {"  "}iou --account lisi demand 0 --message letter.pdf --channel letter \
    {"      "}--receipt delivery.pdf --arrived 2026-04-10
help-demand--loan = Number of the loan
help-demand--message = The message that was sent; its SHA-256 goes on the record
help-demand--channel = How it was sent
help-demand--receipt = Proof that it arrived; its SHA-256 goes on the record
help-accelerate = In default, let the whole fall due: put the notice to those who owe on record
help-accelerate-examples =
    {"  "}iou --account lisi accelerate 0 --message notice.pdf --channel letter --receipt delivery.pdf
help-accelerate--loan = Number of the loan
help-accelerate--message = The notice that was sent; its SHA-256 goes on the record
help-accelerate--channel = How it was sent
help-accelerate--receipt = Proof that it arrived; its SHA-256 goes on the record
help-demand--arrived = Day on which it arrived, as the proof says; today if left out, with a warning

help-ack = Acknowledge, as the borrower, what is owed today; this restarts the limitation period
help-ack-examples =
    {"  "}iou --account zhangsan ack 0 --evidence signed.pdf
help-ack--loan = Number of the loan
help-ack--evidence = File whose SHA-256 goes on the record

help-dispute = Contest the other party's account; until it is resolved, default cannot be recorded
help-dispute-examples =
    {"  "}iou --account zhangsan dispute 0 --evidence objection.pdf
help-dispute--loan = Number of the loan
help-dispute--evidence = File whose SHA-256 goes on the record

help-resolve = Resolve a dispute as its arbiter, or drop your own
help-resolve-examples =
    {"  "}iou --account arbiter resolve 0
    {"  "}iou --account arbiter resolve 0 --credit 1000.00 --costs 200.00
help-resolve--loan = Number of the loan
help-resolve--credit = Amount that counts as repaid
help-resolve--on = Day on which the credited money was paid; today if left out
help-resolve--costs = Costs of enforcement that the borrower owes
help-resolve--evidence = File whose SHA-256 goes on the record

help-attest = Attest, as an appointed witness, that a file was shown to you
help-attest-examples =
    {"  "}iou --account notary attest 0 contract-scan.pdf --kind 1
help-attest--loan = Number of the loan
help-attest--file = The file; its SHA-256 goes on the record
help-attest--kind = What kind of thing it is, as witnesses number them

help-credit = Show an account's record as borrower
help-credit-examples =
    {"  "}iou credit
    {"  "}iou credit zhangsan --json
help-credit--of = Address or account name; the chosen account if left out

help-limitation = Show until when a claim can be pursued
help-limitation-examples =
    {"  "}iou limitation 0
help-limitation--loan = Number of the loan

help-statement = Show a loan's account line by line, with formula, basis and article
help-statement-examples =
    {"  "}iou statement 0
    {"  "}iou statement 0 --on 2026-12-31 --json
    {"  "}iou statement 0 --csv > account.csv
help-statement--loan = Number of the loan
help-statement--on = Up to the end of this day; today if left out
help-statement--csv = As comma-separated values

help-agreement = Write the agreement as a text in Chinese or English, or read such a text back
help-agreement-examples =
    {"  "}iou agreement 0 --lang zh
    {"  "}iou --account zhangsan agreement 0 --both --open all -o agreement.txt
    {"  "}iou agreement --form jietiao.toml
    {"  "}iou agreement 0 --read agreement.txt
help-agreement--loan = Number of the loan; its terms as both parties signed them first
help-agreement--form = Draft of what this form becomes, before anything is proposed
help-agreement--read = Text to read back: says the digest of its terms, and with LOAN whether they are that loan's
help-agreement--both = Chinese and English, one after the other (else the language of --lang)
help-agreement--open = Show this personal field, such as borrower.name, or all; may be repeated
help-agreement--output = Write to this file (readable by you alone if personal fields stand in it)
help-agreement--force = Overwrite a file that is there
agreement-written = Written: { $path }
agreement-draft = This is a draft: reference, deadlines and digest change when the form is proposed.
agreement-amended = Loan { $loan } has been amended { $amendments } times since. This is what was signed first; `iou show { $loan }` tells what is in force.
agreement-form-unknown = Which form of the text the parties signed is not known here; this is the newest one. It stands with the personal fields, which `iou fields take` brings, and their key opens.
agreement-read = The text says terms with the digest { $digest }
agreement-same = The text says exactly the terms of loan { $loan }: { $digest }
why-agreement-line = line { $line } is not what the terms say.
why-agreement-two = its two languages say different terms.
why-agreement-other = its terms have the digest { $found }, the loan’s have { $expected }.

help-forget = Destroy personal fields and imported rows of a loan on this machine: evidence then says that they are withheld
help-forget-examples =
    {"  "}iou --account zhangsan forget 0 --field borrower.phone
    {"  "}iou --account zhangsan forget 0 --yes
help-forget--loan = Number of the loan; or, without a node, 0x and the digest of its terms, for the fields alone, or of one row of a statement
help-forget--field = Only this field; may be repeated. Without it, all of them, and all rows of statements that were put on record for the loan
forget-heading = About to destroy, for good:
forget-question = Destroy value and salt? [y/N]
forget-row = row of a statement
forget-row-after = the rows are gone from this machine with their salts: the receipts on record, which are their digests, can be opened no more, by evidence or otherwise. The statement itself is not touched; a new import of it finds the payment on record.
forget-row-done = Rows of statements forgotten: { $count }. Their digests stay on record and say nothing any more.
forget-after = value and salt are gone from this machine; nobody can open the commitment with them. Copies that the other party or a backup has are not touched. What these fields proved can be proved no more.
forget-done = Forgotten: { $count }. The commitments stay and say nothing any more.
forget-nothing = Nothing personal is left to forget.
err-rows-unknown = Which of the imported rows on this machine stand on the record of loan { $loan } cannot be told: the node { $url } no longer has the old blocks. Nothing was destroyed.
rec-rows-unknown = Ask an archive node (--url). Without one, `iou forget 0x…` destroys the personal fields by the digest of the terms, and a row by the digest of the row.

new-next = Next: the other side needs the names and other personal fields before they sign. iou fields send { $loan } -o FILE (or --qr); they take it with: iou fields take FILE
label-clauses = Standing clauses
fields-withheld = (withheld)
fields-blind = NOT SEEN: you sign names and other personal fields that this machine cannot open
fields-clauses-other = not those that this program writes, or not pinned
fields-sent = Sealed for { $account }. Nobody else can read it; they take it with: iou fields take FILE (loan { $loan }).
fields-sent-offer = Sealed for { $account }. Nobody else can read it; they take it with: iou fields take FILE --offer OFFER
fields-written = Written: { $path }
fields-taken = Checked against the terms on the chain, and kept.
help-fields = See, hand over and take the personal fields of a loan: both sides need them
help-fields-show = Show the personal fields of a loan that this machine has
help-fields-show-examples =
    {"  "}iou --account lisi fields show 0
help-fields-show--loan = Number of the loan
help-fields-send = Hand the personal fields to the other side, sealed so that only their account can read them
help-fields-send-examples =
    {"  "}iou --account zhangsan fields send 0 -o fields.txt
    {"  "}iou --account zhangsan fields send 0 --qr
    {"  "}iou --account zhangsan fields send 0 --to guarantor.1 --withhold lender.id_number -o fields.txt
    {"  "}iou --account zhangsan fields send 0 --passphrase -o fields.txt
help-fields-send--loan = Number of the loan
help-fields-send--to = To whom: an address, the name of a keystore, lender, borrower, co-borrower.1 or guarantor.1 (else the other party)
help-fields-send--output = Write the line to this file instead of printing it
help-fields-send--qr = Draw it as a square code in the terminal
help-fields-send--png = Write it as a square code into this picture
help-fields-send--withhold = Leave the value of this field out; may be repeated
help-fields-send--passphrase = Lock it with a passphrase that you agreed on, where the other account is no sr25519 key
help-fields-send--passphrase-file = File whose first line is that passphrase (else it is asked for)
help-fields-send--force = Overwrite files that are there
help-fields-take = Take the personal fields that the other side handed over, if they are those of the terms on the chain
help-fields-take-examples =
    {"  "}iou --account lisi fields take fields.txt
    {"  "}iou --account lisi fields take -
help-fields-take--file = The file, or - for standard input: the line that `iou fields send` gave, or a square code says
help-fields-take--passphrase-file = File whose first line is the passphrase, where it was locked with one (else it is asked for)
label-fields = Fields
label-consequence = Afterwards
why-loan-or-digest = It is neither the number of a loan nor 0x with 64 hexadecimal digits.

help-office = Reference rates, witnesses, arbiters and verifiers of the contract

help-office-rates = List the reference rates that the contract goes by
help-office-rates-examples =
    {"  "}iou office rates

help-office-publish = Publish the next one-year LPR
help-office-publish-examples =
    {"  "}iou --account publisher office publish 2026-11-20 2.95% --source notice.pdf
help-office-publish--day = Day from which it holds: today, in China
help-office-publish--rate = The rate, such as 2.95%
help-office-publish--source = The notice; its SHA-256 goes on the record

help-office-appoint = Appoint an account to an office
help-office-appoint-examples =
    {"  "}iou --account deployer office appoint witness notary
help-office-appoint--office = Which office
help-office-appoint--account-of = Address or account name

help-office-dismiss = Dismiss an account from an office
help-office-dismiss-examples =
    {"  "}iou --account deployer office dismiss witness notary
help-office-dismiss--office = Which office
help-office-dismiss--account-of = Address or account name

## iou doctor: checks, what they find, what to do about it

doctor-check-profile = profile
doctor-check-node = node
doctor-check-sync = network
doctor-check-finality = finality
doctor-check-clock = clock
doctor-check-runtime = runtime
doctor-check-contract = contract
doctor-check-database = database
doctor-check-index = index
doctor-check-disk = disk
doctor-check-contacts = contacts
doctor-check-fees = fees
doctor-check-channels = channels
doctor-check-signer = signing pages
doctor-signer-well = { $url } serves the signing pages of this program: { $own }
doctor-signer-other = { $url } serves other signing pages than this program has: { $found }, and not { $own }.
doctor-signer-other-do = Compare versions. Where they are the same, ask whoever runs that host before anybody signs there.
doctor-signer-away = { $url } does not say what it serves: { $reason }
doctor-signer-away-do = Check the address, and whether `iou serve` or `iou run` is there.
doctor-profile-well = "{ $profile }" (from { $origin }): { $url }, contract { $contract }
doctor-profile-open = "{ $profile }" does not fix { $key }, so a change of it would not be noticed.
doctor-profile-open-do = Compare `iou config pin` with what whoever deployed publishes, and let it write under [profile.{ $profile }]; `iou deploy` writes it too.
doctor-profile-exposed = What passes to { $url } and back is not encrypted, and that is another machine: whoever is on the way can answer in the node's place.
doctor-profile-exposed-do = Use wss://, or a tunnel (ssh -L, WireGuard) and ws://127.0.0.1.
doctor-node-well = { $url } answers: { $chain }, genesis block { $genesis }
doctor-sync-well = follows its network, with { $peers } other nodes
doctor-sync-by-itself = needs no other nodes
doctor-sync-behind = is still fetching blocks from { $peers } other nodes; what it says is old.
doctor-sync-behind-do = Wait until its log tells that it is idle, or use another node with --url.
doctor-sync-alone = sees no other node.
doctor-sync-alone-do = Check the boot nodes of its chain specification, its port (30333 by default) and the firewall.
doctor-finality-well = final up to { $finalised }, { $lag } behind the newest block
doctor-finality-slow = Finality is { $lag } blocks behind: final up to { $finalised }, newest { $best }.
doctor-finality-slow-do = Ask again in a minute. If it grows, look which institutions' nodes are down: more than two thirds must vote.
doctor-finality-stopped = Finality has stopped { $lag } blocks ago: final up to { $finalised }, newest { $best }.
doctor-finality-stopped-do = Find out which institutions' nodes are down: more than two thirds must vote. Until then nothing new is indexed or told.
doctor-clock-well = { $seconds } s from the newest finalised block
doctor-clock-moved-on = The development chain's clock was moved { $seconds } s ahead of this machine's.
doctor-clock-last-block = The development chain's newest finalised block is { $seconds } s old; it writes one when there is something to write.
doctor-clock-last-block-do = If this is the chain that you mean, nothing; else correct the profile's url, or start its node again.
doctor-clock-no-block = The chain has no block after its first one.
doctor-clock-no-block-do = A development chain writes one with the first transaction. On any other chain no validator writes: look at their logs.
doctor-clock-slow = This machine's clock is { $seconds } s behind the newest finalised block.
doctor-clock-slow-do = Set the clock by NTP (`timedatectl status`). Retries and certificates depend on it.
doctor-clock-old-block = The newest finalised block is { $seconds } s older than this machine's clock says.
doctor-clock-old-block-do = Either no block has become final for so long (see finality), or this machine's clock is ahead (`timedatectl status`).
doctor-runtime-ours = { $name }, version { $version }
doctor-runtime-foreign = The chain runs { $name } (version { $version }), not iou.
doctor-runtime-foreign-do = Check url and genesis. Another chain with contracts may work, but is not what this client is tested with.
doctor-contract-well = { $contract } is there
doctor-contract-none = There is no contract { $contract } on this chain.
doctor-contract-none-do = Correct contract in the profile, or deploy one: `iou deploy`.
doctor-database-well = { $database }, tables of version { $found }
doctor-database-none = There is no database { $database } yet.
doctor-database-none-do = `iou index` or `iou run` makes it. If there should be one, correct --database.
doctor-database-older = { $database } has tables of version { $found }; this program brings { $ours }.
doctor-database-older-do = Back it up; the next start of `iou index` or `iou run` brings it up to date.
doctor-database-newer = { $database } has tables of version { $found }, made by a newer program; this one knows { $ours }.
doctor-database-newer-do = Use the newer version of iou, or another database.
doctor-index-well = has block { $block }, { $lag } behind the chain
doctor-index-behind = has block { $block }, { $lag } behind the chain.
doctor-index-behind-do = See that `iou index` or `iou run` is running and what its log says; after a long stop it needs a while.
doctor-index-ahead = has block { $block }, { $ahead } more than this node.
doctor-index-ahead-do = The node is still catching up, or it is not the one that the index follows; where it stays so, use another node.
doctor-index-anew = is of a chain that began anew: block { $number } is { $found } now, and was { $expected }.
doctor-index-anew-do = On a development chain: `iou index rebuild`. On any other: two finalised blocks of one height are an alarm (docs/operations.md).
doctor-index-empty = There is nothing in the index yet.
doctor-index-empty-do = Start `iou index` or `iou run`.
doctor-index-foreign = The database is of another chain or contract: its { $what } is { $found }, not { $expected }.
doctor-index-foreign-do = Use another --database for this profile, or correct the profile. Nothing was changed.
doctor-disk-well = { $mib } MiB free at { $path }
doctor-disk-little = Only { $mib } MiB are free at { $path }.
doctor-disk-little-do = Make room soon: a full disk stops the index and the reminders. They lose nothing and go on when there is room.
doctor-disk-full = Only { $mib } MiB are free at { $path }: the next blocks may not fit.
doctor-disk-full-do = Make room now. Delete nothing beside the database, in particular no -wal file.
doctor-contacts-well = { $path } is there, and only its owner reads it
doctor-contacts-none = none kept, so { $path } is not needed yet
doctor-contacts-locked = The key { $path } is missing, and without it the contacts of { $number } accounts cannot be read.
doctor-contacts-locked-do = Restore it from the backup. If there is none, the people have to give their contacts again: `iou contact`.
doctor-contacts-empty = The key { $path } is empty.
doctor-contacts-empty-do = Restore it from the backup.
doctor-fees-well = { $account } has { $balance }
doctor-fees-no-account = No account is chosen; only a relayer needs one.
doctor-fees-unknown = What { $account } has is not known without a node.
doctor-fees-unknown-do = Make the node work first.
doctor-fees-little = { $account } has only { $balance }.
doctor-fees-little-do = Send it some: without fees the relayer cannot put reminders and demands on record.
doctor-fees-none = { $account } has nothing to pay fees with.
doctor-fees-none-do = Send it some IOU, or choose the right account with --account.
doctor-channel-well = { $channel } can be used
doctor-channel-broken = { $channel } cannot be used: { $reason }
doctor-channel-broken-do = Correct its section in the settings of the reminders (--config), its secret or its server. Until then its messages wait and are tried again.
doctor-check-reached = nodes
doctor-check-chain = chain
doctor-check-versions = versions
doctor-check-behind = behind
doctor-check-agreement = agreement
doctor-check-authorities = authorities
doctor-check-votes = votes
doctor-network-title = The network
doctor-member-votes = { $chain }, { $version }, of an institution with a vote
doctor-member-reads = { $chain }, { $version }, without a vote
doctor-reached-all = all { $asked } that were asked answer
doctor-reached-some = { $answered } of { $asked } answer.
doctor-reached-some-do = Ask whoever runs the others. A node that listens on its own machine only has to be asked from there.
doctor-reached-none = none of { $asked } answers.
doctor-reached-none-do = Check the addresses (--node) and this machine's network.
doctor-chain-one = one, genesis block { $genesis }
doctor-chain-several = The nodes run different chains. { $groups }
doctor-chain-several-do = Compare the SHA-256 of their chain specifications; a node with the wrong one has to begin anew with the right one.
doctor-versions-one = { $version } everywhere
doctor-versions-several = The nodes run different programs. { $groups }
doctor-versions-several-do = During an upgrade that is as it should be. Afterwards upgrade the older ones before the next runtime upgrade.
doctor-behind-others = { $url } is { $lag } finalised blocks behind the others, which have { $highest }.
doctor-behind-others-do = Look at its log, peers and clock. If it joins or was down it catches up by itself: ask again.
doctor-agreement-well = all have the same block { $height }
doctor-agreement-broken = Finalised blocks of height { $height } differ: { $hashes }. More than a third of the institutions have voted for two chains.
doctor-agreement-broken-do = Stop taking evidence and payments at once, keep every node's data and log, and call the institutions together (docs/operations.md).
doctor-authorities-well = { $total } institutions vote, up to { $tolerated } may fail
doctor-authorities-few = { $total } institutions vote, and { $tolerated } may fail.
doctor-authorities-few-do = Four tolerate the failure of one: admit more (docs/operations.md).
doctor-votes-all = all { $total } were heard
doctor-votes-missing = { $voting } of { $total } were heard, { $threshold } are needed; { $spare } more may fail. Silent: { $missing }
doctor-votes-missing-do = Tell the institutions with these GRANDPA keys. Nothing is lost as long as { $threshold } vote.
doctor-votes-too-few = { $voting } of { $total } were heard, { $threshold } are needed: nothing becomes final. Silent: { $missing }
doctor-votes-too-few-do = Get the institutions with these GRANDPA keys up again; finality then goes on by itself. Do not start a second node with somebody's keys.
doctor-votes-unknown = Who votes is not known: no node tells the state of its rounds.
doctor-votes-unknown-do = Ask a node of an institution, or ask again when it has caught up.

# Reminders

err-contact-key = The file { $path } does not hold the key to the contacts.
rec-contact-key = Restore the file from a backup. Without it the contacts kept so far cannot be read and have to be entered again.
err-contact-key-missing = The database { $database } has contacts, and the key to them, { $path }, is not there.
rec-contact-key-missing = Restore the file from a backup, or copy it from the service that uses the same database. If it is lost, remove every contact (`iou contact list`, `iou contact remove`) and enter them again.
err-contact-key-other = The file { $path } is not the key with which the contacts in { $database } were sealed.
rec-contact-key-other = Use the contacts.key of the service that entered them. If it is lost, remove every contact (`iou contact list`, `iou contact remove`) and enter them again.
err-contact-unreadable = The contact of { $account } cannot be read: { $reason }
rec-contact-unreadable = Use the contacts.key with which it was kept, or enter the contact again.
why-contact-language = The language is en or zh-CN.
why-contact-zone = A time zone is named as in the IANA database, for instance Asia/Shanghai.
why-contact-quiet = Quiet hours are written like 21:30-08:00.
why-contact-email = An address of mail looks like name@example.org; before the @ stand ASCII letters, digits and signs only.
why-contact-sms = A telephone number is written with + and the country's code, for instance +8613800138000; a mobile number of China may be written without.
why-contact-webhook = A webhook is an http or https URL without a user name or password in it.
why-contact-webhook-form = A form is standard, wecom, dingtalk, feishu, or the name of one of webhook.templates in remind.toml (small letters, digits, - and _).
why-contact-secret = A signing secret is whsec_ and 24 to 64 bytes, or whsk_ and an ed25519 key, in base64.
why-contact-secrets = A webhook needs one signing secret, or two while one replaces the other.
why-contact-no-channel = There is no address: give an e-mail address, a telephone number, a webhook or the console.
why-contact-topic = What can be refused is T-7, T, T+7, T+2m (stages), monthly, limitation, guarantee, signature, unanswered or events.
why-contact-stages = Stages are different days from 1 to 3650, at most 16 on either side, and 1 to 240 months.
why-contact-demand = A demand needs both the days after the due day (1 to 3650) and a channel: email, sms or webhook.
why-contact-setting = It is not a setting as `iou` writes it.
why-contact-note = A note has at most 200 characters on one line.
why-contact-contact = It is not a contact as `iou` writes it.
remind-subject-due-soon = Loan { $loan }: instalment { $instalment } falls due on { $day }
remind-subject-due-today = Loan { $loan }: instalment { $instalment } is due today, { $day }
remind-subject-overdue = Loan { $loan }: instalment { $instalment }, due on { $day }, is still open
remind-subject-limitation = Loan { $loan }: the limitation period ends on { $day }
remind-subject-guarantee = Loan { $loan }: a guarantee ends on { $day }
remind-subject-signature = Loan { $loan } awaits your signature until { $day }
remind-subject-demand = Demand for payment: loan { $loan }, instalment { $instalment }, due on { $day }
remind-subject-digest = { $count } reminders about your loans
remind-line-due-soon = Instalment { $instalment } of { $instalments } of loan { $loan } falls due on { $day }. Amount to be paid by the end of that day ({ $zone }): { $amount }.
remind-line-due-today = Instalment { $instalment } of { $instalments } of loan { $loan } is due today, { $day }. Amount to be paid by the end of the day ({ $zone }): { $amount }.
remind-line-overdue = Instalment { $instalment } of { $instalments } of loan { $loan } was due on { $day }. According to the record, the amount due on the whole loan as of { $asof } is { $amount }, late interest and fees of { $late } included.
remind-line-limitation = The limitation period of the claim of loan { $loan } ends on { $day } (article 188 of the Civil Code). A part payment, an acknowledgement by the borrower or a demand that reaches the borrower makes it begin anew (article 195).
remind-line-guarantee = A guarantor of loan { $loan } can be called on until { $day } (article 692 of the Civil Code); after that the guarantor is free. Which one: `iou show { $loan }`.
remind-line-signature = The terms of loan { $loan } await your signature: they can be signed until { $day } ({ $zone }).
remind-due-now = Due on the whole loan as of { $asof }: { $amount }.
remind-demand-greeting = To the borrower of loan { $loan }:
remind-demand-what = Instalment { $instalment } of { $instalments } of this loan was due on { $day }. According to the record it has not been paid in full.
remind-demand-sum = As of { $asof } the amount due on the whole loan is { $amount }: principal { $principal }, interest { $interest }, late interest and fees { $late }, costs { $costs }.
remind-demand-ask = On behalf of the lender we ask you to pay this amount as agreed (articles 674 to 676 of the Civil Code). Late interest goes on until the day of payment.
remind-demand-effect = This message is a demand for performance in the sense of article 195 of the Civil Code: when it reaches you, the limitation period begins anew.
remind-demand-else = If you have paid already, please report the payment (`iou report { $loan } …`); if you see the account differently, you can say so (`iou dispute { $loan }`); if you need more time, please speak with the lender.
remind-do-borrower = The figures and how to pay: `iou show { $loan }`. If you have paid already, please report the payment (`iou report { $loan } …`) and disregard this message.
remind-subject-unanswered = { $what ->
    [delivery] Loan { $loan }: the reported delivery of { $amount } awaits your answer
   *[repayment] Loan { $loan }: the reported repayment of { $amount } awaits your answer
}
remind-line-unanswered = { $what ->
    [delivery] The lender of loan { $loan } reported on { $day } that { $amount } was delivered. It has been unanswered for { $days } days.
   *[repayment] The borrower of loan { $loan } reported on { $day } that { $amount } was paid. It has been unanswered for { $days } days.
}
remind-do-answer = { $what ->
    [delivery] If it came, confirm it (`iou received { $loan }`); if not, tell the lender.
   *[repayment] { $part ->
        [buyer] It was reported to whoever sold you the claim: ask them. If it came to them, it counts against the claim, and you can confirm it too (`iou confirm { $loan }`); that it did not come only they can say.
       *[other] If it came, confirm it (`iou confirm { $loan }`); if not, say so (`iou dismiss { $loan }`). Silence stays on record.
    }
}
remind-short-unanswered = { $what ->
    [delivery] Loan { $loan }: delivery of { $amount } of { $day } unanswered for { $days } days. See: iou show { $loan }. Stop: iou contact
   *[repayment] Loan { $loan }: repayment of { $amount } of { $day } unanswered for { $days } days. See: iou show { $loan }. Stop: iou contact
}
remind-do-sign = Read them (`iou show { $loan }`), and sign or leave it (`iou sign { $loan }`). Without your signature the proposal lapses, and nobody owes anything.
remind-do-other = The figures: `iou show { $loan }`.
remind-seat-of = { $of ->
    [lender] the lender
    [holder] one who holds a part of the claim
    [borrower] the borrower
   *[guarantor] a guarantor
}
remind-subject-objection = Loan { $loan }: another key asks for your place; object by { $day }
remind-line-objection = Another key asks for your place in loan { $loan }. If that is not your wish, object by { $day }: from { $from } on it can act in your place.
remind-short-objection = Loan { $loan }: another key asks for your place. If that is not your wish, object by { $day }. See: iou seat show { $loan }. Stop: iou contact
remind-subject-seat-ready = Loan { $loan }: your key can now take the place that it was claimed for
remind-line-seat-ready = A place in loan { $loan } was claimed for your key, and its days are over: from { $from } on you can take it.{ $how ->
    [granted] {""}
   *[claimed] {" "}Until you do, its owner can still object.
}
remind-short-seat-ready = Loan { $loan }: from { $from } on your key can take the place that was claimed for it. See: iou seat show { $loan }. Stop: iou contact
remind-do-seat = { $you ->
    [owner] How it stands, and how to object: the page of the loan, or `iou seat show { $loan }`. To object takes the key that acts for you now. While a claim is open you can pay, report and dispute, and nothing is decided for you. If your key is lost or in other hands, tell all concerned (article 15 of the Electronic Signature Law) and hand your place over to a new key before somebody else does.
    [successor] How it stands, and how to take it or give it up: the page of the loan, or `iou seat show { $loan }`. What passes is the power to act; the debt and the claim stay whose they are.
    [named] How it stands, and how to give your word: the page of the loan, or `iou seat show { $loan }`. Speak with the owner first, by a way that you know.
   *[other] How it stands: the page of the loan, or `iou seat show { $loan }`. Whoever learns that a key may be lost has to tell all concerned (article 15 of the Electronic Signature Law); that is why you are told. Debt, claim and days stay as they are.
}
remind-why-borrower = You get this message because you are the borrower of loan { $loan } and have left a contact with this service.
remind-why-lender = You get this message because you are the lender of loan { $loan } and have left a contact with this service.
remind-why-guarantor = You get this message because you are a guarantor of loan { $loan } and have left a contact with this service.
remind-why-assignee = You get this message because a claim out of loan { $loan } is offered to you and you have left a contact with this service.
remind-why-seller = You get this message because you sold the claim of loan { $loan }, a repayment was reported to you before, and you have left a contact with this service.
remind-why-buyer = You get this message because you hold the claim of loan { $loan } and have left a contact with this service.
remind-why-seat = You get this message because it is about who may act in loan { $loan }, in which you have a part or are named, and you have left a contact with this service.
remind-why-digest = You get this message because you have a part in these loans and have left a contact with this service.
remind-see = Look at it here, until { $day }: { $url }
remind-stop = To change or stop these messages: `iou contact`.
remind-short-due = Loan { $loan } #{ $instalment }: { $amount } due by the end of { $day }. See: iou show { $loan }. Stop: iou contact
remind-short-overdue = Loan { $loan } #{ $instalment } was due { $day }; due as of { $asof }: { $amount }. See: iou show { $loan }. Stop: iou contact
remind-short-limitation = Loan { $loan }: the limitation period ends on { $day }. See: iou limitation { $loan }. Stop: iou contact
remind-short-guarantee = Loan { $loan }: a guarantee ends on { $day }. See: iou show { $loan }. Stop: iou contact
remind-short-signature = Loan { $loan } awaits your signature until { $day }. See: iou show { $loan }. Stop: iou contact
remind-short-demand = Demand: loan { $loan } #{ $instalment }, due { $day }, is unpaid. Due as of { $asof }: { $amount }. Please pay. See: iou show { $loan }
remind-short-event = { $line } See: iou show { $loan }. Stop: iou contact
remind-short-digest = { $count } reminders about your loans. See: iou list. Stop: iou contact
remind-event-loan-proposed = Loan { $loan } is proposed to you. Please read the terms and sign or decline.
remind-event-loan-signed = All parties have signed loan { $loan }. The money is to be delivered next, unless the loan is over money that moved before.
remind-event-delivery-reported = The lender of loan { $loan } states that { $amount } was delivered. Please confirm if you have received it.
remind-event-delivery-withdrawn = The lender of loan { $loan } has taken back the report of a delivery. That one needs no confirmation.
remind-event-loan-delivered = The money of loan { $loan } has been delivered: { $amount }. The loan is in force.
remind-event-part-delivered = A further part of the money of loan { $loan } has been delivered and acknowledged: { $amount }. Principal and schedule are made anew for all parts.
remind-event-old-debt-formed = All have signed loan { $loan } over money that moved before: { $amount } was delivered. What is owed follows from the days on which money moved, repayments set off.
remind-event-repayment-reported = The borrower of loan { $loan } states that { $amount } was paid. Please confirm if you have received it.
remind-event-report-dismissed = A repayment reported for loan { $loan } was withdrawn or not confirmed.
remind-event-reversal-proposed = The other side of loan { $loan } asks to take back a payment that was recorded by mistake. Answer with `iou reverse { $loan }` if that is so.
remind-event-payment-reversed = A payment of loan { $loan } was taken back by both sides: it counts no more.
remind-event-loan-repaid = A repayment of { $amount } on loan { $loan } is on the books.
remind-event-amendment-proposed = Other terms are proposed for loan { $loan }. Please read them and accept or leave them.
remind-event-loan-amended = Loan { $loan } has been amended. Please note the new schedule.
remind-event-assignment-proposed = A claim out of loan { $loan } is offered to you. Please read the offer and accept or leave it.
remind-event-claim-assigned = The claim of loan { $loan } has been assigned. Please pay to the new holders from now on.
remind-event-demand-made = A demand for payment of loan { $loan } is on record.
remind-event-loan-accelerated = Loan { $loan } has been called in after default: all that is left falls due on one day. Please note the new schedule.
remind-event-loan-defaulted = Default on loan { $loan } is on record.
remind-event-default-cured = The default on loan { $loan } is cured.
remind-event-debt-forgiven = The lender of loan { $loan } has forgiven { $amount }.
remind-event-dispute-raised = The other party disputes the account of loan { $loan }.
remind-event-dispute-resolved = The dispute about loan { $loan } is over.
remind-event-loan-settled = Loan { $loan } is settled. Nothing is owed any more.
remind-event-loan-cancelled = Loan { $loan } was withdrawn or declined before both had signed.
remind-event-loan-expired = Loan { $loan } has lapsed: a deadline has passed.
remind-event-silence-recorded = It is on record that a report of a repayment of loan { $loan } stayed unanswered for the agreed days. That is no consent and changes no amount; an answer still counts.
remind-event-identity-ended = A verifier has ended a statement of who a party to loan { $loan } is: it counts no more from now on.
remind-event-identity-voided = A verifier says that a statement of who a party to loan { $loan } is was false from the start. Do not rely on it; ask who the other side is before you pay.
remind-event-succession-planned = { $you ->
    [owner] It is on record who may take your place in loan { $loan } if your key is lost. If it was not you who said so, please look at it now.
   *[named] Loan { $loan } names you for the case that a key is lost: you may claim a place in it, or have a word in that.
}
remind-event-seat-claimed = { $you ->
    [owner] { $how ->
        [handed_over] Loan { $loan }: your key hands your place over to another key. If that was not you, object by { $day }.
        [ready] Loan { $loan }: the key to which your place is handed over can take it at once. If that was not you, object now.
        [awaits_second] Loan { $loan }: another key asks for your place; the word of one more is needed. If you know nothing of it, object now.
        [awaits_arbiter] Loan { $loan }: after an objection another key asks for your place once more. An arbiter decides; tell them what you know.
        [granted] Loan { $loan }: after an objection the claim to your place is decided, or has the word of whom you named. Another key can act for you.
       *[claimed] Loan { $loan }: another key asks for your place. If you know nothing of it, object by { $day }; after that it can act for you.
    }
    [successor] { $how ->
        [ready] Loan { $loan }: your key can take the place that is handed over to it, at once.
        [awaits_second] Loan { $loan }: a place is claimed for your key; the word of one more is needed first.
        [awaits_arbiter] Loan { $loan }: a place is claimed for your key; an arbiter decides it, after an objection.
        [granted] Loan { $loan }: the claim for your key is decided, or has the word that it needed. You can take the place once its days are over.
       *[claimed] Loan { $loan }: a place is claimed for your key. You can take it from { $from } on, unless somebody objects.
    }
    [named] { $how ->
        [awaits_second] Loan { $loan }: a place for which you are named is claimed, and the word of one more is needed; it may be yours.
        [awaits_arbiter] Loan { $loan }: a place is claimed after an objection; an arbiter decides it. You are named for it.
       *[claimed] Loan { $loan }: a place for which you are named is claimed or handed over. If that looks wrong, speak with its owner.
    }
   *[other] { $how ->
        [ready] Loan { $loan }: another key can act for { remind-seat-of } from now on. Debt and claim stay as they are.
        [awaits_arbiter] Loan { $loan }: an arbiter is to decide whether another key acts for { remind-seat-of }. Until then nothing is decided for them.
        [granted] Loan { $loan }: after an objection it is settled that another key may act for { remind-seat-of }. Debt and claim stay as they are.
       *[claimed] Loan { $loan }: another key may act for { remind-seat-of } from { $from } on. Until then nothing is decided for them; debt and claim stay as they are.
    }
}
remind-event-claim-supported = { remind-event-seat-claimed }
remind-event-claim-ended = { $you ->
    [owner] { $how ->
        [objected] Loan { $loan }: your objection is on record, and the claim to your place is over. If it was not you who objected, your key is in other hands.
       *[given_up] Loan { $loan }: the claim to your place is over. Your key acts for you as before.
    }
    [successor] { $how ->
        [objected] Loan { $loan }: the claim for your key was objected to and is over. Another one needs a new identity statement, and an arbiter decides it.
       *[given_up] Loan { $loan }: the claim for your key is over; it was given up or has lapsed.
    }
   *[other] Loan { $loan }: the claim to the place of { remind-seat-of } is over. The same key acts for them as before.
}
remind-event-claim-decided = { $you ->
    [owner] { $how ->
        [granted] Loan { $loan }: an arbiter has decided that another key is to act for you, from { $from } on.
       *[denied] Loan { $loan }: an arbiter has denied the claim to your place. Your key acts for you as before.
    }
    [successor] Loan { $loan }: an arbiter has decided that your key is to act in the place that was claimed, from { $from } on.
   *[other] { $how ->
        [granted] Loan { $loan }: an arbiter has decided that another key is to act for { remind-seat-of }, from { $from } on.
       *[denied] Loan { $loan }: an arbiter has denied the claim to the place of { remind-seat-of }. The same key acts for them as before.
    }
}
remind-event-seat-taken = { $you ->
    [owner] Loan { $loan }: another key acts in your place from today on. What you owe or are owed stays. If that is wrong, tell the other parties, and the arbiter where there is one.
    [successor] Loan { $loan }: your key acts in this place from today on. Until { $day } it can pay, report and dispute, and decides nothing else.
   *[other] Loan { $loan }: another key acts for { remind-seat-of } from today on, and until { $day } decides nothing. Debt and claim stay as they are. Before you pay to other bank details, ask by a way that you know.
}

## Reminders: commands

err-not-delivered = The message was not delivered over { $channel }: { $reason }
rec-not-delivered = Check the address with `iou contact show`, and the channel's section in remind.toml.
err-unsubscribe-token = This is not a token that was sent to anybody here, or not to that account.
rec-unsubscribe-token = Take the token from the link in the newest mail; a link goes with the mailbox that it was sent to. Whoever keeps the contacts can run `iou contact remove`.
label-account-of = Account
label-attempts = Attempts
label-next-attempt = Next attempt
label-ended = Ended
label-tracking = Number with the gateway
label-receipt = Receipt (SHA-256)
label-last-error = Last failure
label-reminders = Reminders
label-demands = Demands
label-mark-default = Default
label-stages = Reminded on
label-language = Language
label-zone = Time zone
label-quiet = Quiet hours
label-email = E-mail
label-phone = Telephone
label-webhook = Webhook
label-refused = Refused
label-note = Note
value-none = none
value-muted = none of this loan
value-not-muted = as everywhere
value-demands = { $days } days after an unpaid day, over { $channel }
value-mark-default = put on record as soon as it can be
value-no-mark-default = not put on record by the service
contact-added = { $account } can be reached over { $channels }.
contact-removed = { $account } is forgotten; messages withdrawn: { $withdrawn }.
contact-unsubscribed = { $account } gets no more mail; other channels stay open.
contact-test-subject = A test message
contact-test-text = This is a test message of the loan reminder service. Nothing has to be done.
contact-test-delivered = Delivered.
contact-test-accepted = The gateway has accepted it.
remind-loans = Loans looked at
remind-new = New messages
remind-delivered = Delivered
remind-accepted = With a gateway
remind-again = To be tried again
remind-dead = Given up
remind-tasks = Put on the contract's record
remind-obsolete = Needed no telling
remind-retried = To be tried again: { $count }.
remind-oldest = Oldest undelivered, seconds
remind-relayer = Relayer
remind-permit-allow = Let the relayer put demands on record in my name; it can move no money
remind-permit-disallow = No longer let the relayer put demands on record in my name
remind-no-unsubscribe = Mail goes out without List-Unsubscribe: set smtp.unsubscribe in remind.toml, or reminders are easily taken for spam.
remind-no-relay = No account is chosen: people are reminded, but the contract is told nothing.
remind-no-fees = The relay's account { $account } cannot pay fees; nothing reaches the contract until it has money.
remind-alarm = Nothing goes over { $channel } since { $since }, for a reason on our side: { $reason } It is tried again until this is mended; nobody is given up for it.

help-remind = Run the reminder service over the index: tell people what is due, and the contract what was told
help-remind-examples =
    {"  "}iou --account relayer remind
    {"  "}iou remind --once --no-relay --json
help-remind--database = Path, or postgres://…, of the index
help-remind--config = Settings of policy and channels; remind.toml in the user's directory if left out
help-remind--once = Do what is due now, then stop
help-remind--listen = Where /health, /ready and /metrics are: ADDRESS:PORT, or off
help-remind--no-relay = Remind people only; send nothing to the contract
help-remind-dead = What could not be delivered
help-remind-dead-list = List messages and relay tasks that were given up
help-remind-dead-list-examples =
    {"  "}iou remind dead list
help-remind-dead-list--database = Path, or postgres://…, of the index
help-remind-dead-retry = Try them again, from the first attempt on
help-remind-dead-retry-examples =
    {"  "}iou remind dead retry --all
help-remind-dead-retry--id = Id of one, in full
help-remind-dead-retry--all = All of them
help-remind-dead-retry--database = Path, or postgres://…, of the index
help-remind-list = List messages, the newest first
help-remind-list-examples =
    {"  "}iou remind list --state waiting
help-remind-list--state = Those in this state only
help-remind-list--database = Path, or postgres://…, of the index
help-remind-show = Show one message: its state, its notices, its words
help-remind-show-examples =
    {"  "}iou remind show be7406d1
    {"  "}iou remind show be7406d1 --receipt proof.bin
help-remind-show--id = Its id, or the beginning of it
help-remind-show--receipt = Write the proof of its arrival into this file
help-remind-show--force = Overwrite a file that is there
help-remind-show--database = Path, or postgres://…, of the index
help-remind-set = Choose what is done about a loan, for the chosen account
help-remind-set-examples =
    {"  "}iou --account lisi remind set 3 --demand-after 15 --demand-by sms --mark-default yes
    {"  "}iou --account zhangsan remind set 3 --mute
help-remind-set--loan = Number of the loan
help-remind-set--demand-after = As lender: demand an unpaid instalment so many days after its day
help-remind-set--demand-by = Over this channel of the borrower's
help-remind-set--no-demand = Demand nothing any more
help-remind-set--mark-default = As lender: have default recorded as soon as it can be
help-remind-set--mute = Hear nothing of this loan; a demand still arrives
help-remind-set--database = Path, or postgres://…, of the index
help-remind-status = Tell how much waits, how old the oldest is, whether the relay can pay
help-remind-status-examples =
    {"  "}iou remind status --json
help-remind-status--database = Path, or postgres://…, of the index
help-remind-allow = Let a relayer put demands on record in your name
help-remind-allow-examples =
    {"  "}iou --account lisi remind allow --relayer relayer
help-remind-allow--relayer = Address or account name of the relayer
help-remind-disallow = Take that permission back
help-remind-disallow-examples =
    {"  "}iou --account lisi remind disallow --relayer relayer
help-remind-disallow--relayer = Address or account name of the relayer

help-contact = How people can be reached by the reminder service of this machine
help-contact-add = Add a contact, or replace it
help-contact-add-examples =
    {"  "}iou contact add zhangsan --email zhang@example.org --phone +8613800138000 --language zh
    {"  "}iou contact add lisi --webhook https://example.org/iou --secret-file whsec.txt --no-quiet
    {"  "}iou contact add wangwu --webhook 'https://oapi.dingtalk.com/robot/send?access_token=…' --secret-file sec.txt
help-contact-add--who = Address or account name
help-contact-add--database = Path, or postgres://…, of the index
help-contact-add--console = Reads the service's terminal or log
help-contact-add--email = Mailbox
help-contact-add--phone = Telephone number, +8613800138000
help-contact-add--webhook = URL that is called
help-contact-add--webhook-form = standard (for programs), wecom, dingtalk, feishu, or one of webhook.templates; told by the URL if left out
help-contact-add--secret-file = File with the secret that signs the calls: whsec_… or whsk_… (twice while one is replaced), or the secret of a robot, which may have none
help-contact-add--zone = Time zone of the person's clock
help-contact-add--language = Language of the messages; that of this command if left out
help-contact-add--quiet-hours = When nothing is sent: 21:30-08:00
help-contact-add--no-quiet = Send at any hour
help-contact-add--refuse = Do not tell this: T-7, T, T+7, monthly, limitation, guarantee, signature, unanswered, events
help-contact-add--note = A word for whoever keeps the contact
help-contact-list = List who can be reached, and over what
help-contact-list-examples =
    {"  "}iou contact list
help-contact-list--database = Path, or postgres://…, of the index
help-contact-show = Show a contact, without its secrets
help-contact-show-examples =
    {"  "}iou contact show zhangsan
help-contact-show--who = Address or account name
help-contact-show--database = Path, or postgres://…, of the index
help-contact-remove = Forget a contact, and withdraw what was not delivered
help-contact-remove-examples =
    {"  "}iou contact remove zhangsan
help-contact-remove--who = Address or account name
help-contact-remove--database = Path, or postgres://…, of the index
help-contact-unsubscribe = Send no more mail to whoever a link of ours was sent to
help-contact-unsubscribe-examples =
    {"  "}iou contact unsubscribe --token 0123456789abcdef0123456789abcdef
help-contact-unsubscribe--who = Address or account name, where the link has one; the token alone says whose it is
help-contact-unsubscribe--token = The token of the link; a wrong one is refused
help-contact-unsubscribe--database = Path, or postgres://…, of the index
help-contact-test = Send a test message now
help-contact-test-examples =
    {"  "}iou contact test zhangsan --channel email
help-contact-test--who = Address or account name
help-contact-test--channel = Over which channel
help-contact-test--config = Settings of the channels; remind.toml in the user's directory if left out
help-contact-test--database = Path, or postgres://…, of the index

help-run = Index and remind in one process, until stopped
help-run-examples =
    {"  "}iou --account relayer run
help-run--database = Path, or postgres://…, of the index
help-run--config = Settings of policy and channels; remind.toml in the user's directory if left out
help-run--listen = Where /health, /ready and /metrics are: ADDRESS:PORT, or off
help-run--no-relay = Remind people only; send nothing to the contract
help-run--relay-config = Settings of the taking of intents; relay.toml in the user's directory. Without such a file none are taken
help-run--site = Where API and pages are: ADDRESS:PORT [env: IOU_SITE]. Left out: they are not served
help-run--public-url = How people reach API and pages, as https://iou.example [env: IOU_PUBLIC_URL]; by default localhost
help-run--signer-listen = Where the signer host is: ADDRESS:PORT, or off where it is served elsewhere [env: IOU_SIGNER]
help-run--signer-url = How people reach the signer host: an origin of its own [env: IOU_SIGNER_URL]; by default localhost
help-run--proxy = Address of a proxy whose word on its clients' addresses is taken (several times for several)
help-run--drafts-a-day = How many drafts are kept in a day, of everybody together [env: IOU_DRAFTS_A_DAY]
help-run--boxes-a-day = How many new sealed boxes are kept in a day, of everybody together [env: IOU_BOXES_A_DAY]
help-run--log-ins-a-day = How many log-ins there are in a day, of everybody together [env: IOU_LOG_INS_A_DAY]

# The council and its institutions
label-any-digest = Digest
label-ayes = For
label-certificate = Certificate (SHA-256)
label-motion = Motion
label-nays = Against
label-recipient = To
label-standing = Standing
label-vote-until = Open until block
label-votes-needed = Votes needed
label-what = What
standing-left = has left
standing-validates = validates
standing-waits = validates from the session after next
standing-no-keys = has no session keys
standing-equivocated = voted twice in { $count } rounds
kind-evidence = evidence package
kind-terms = terms of a loan
kind-document = document
council-no-motions = No motion is before the council.
council-proposed = Motion { $number } is before the council. Now each institution votes: iou council vote { $number }
council-made = The motion was carried and its call made.
council-rejected = The motion was voted down.
institution-nobody = No institution has attested { $digest }.
action-council-propose = put a motion before the council
action-council-vote = vote for the motion
action-council-vote-no = vote against the motion
action-council-close = count the votes and, if they are enough, make the call
action-council-upgrade = put in the runtime that the council has authorised
action-council-keys = announce new session keys
action-account-send = send money to another account
action-institution-attest = attest a digest as an institution of the chain
help-council = What the institutions decide together: members, names, runtime upgrades
help-council-show = Show the institutions and the motions before the council
help-council-show-examples =
    {"  "}iou council show
    {"  "}iou council show 3 --json
help-council-show--number = Only this motion
help-council-propose = Put a motion before the council; the proposer votes like the others, afterwards
help-council-propose-add = Make an account a member: a seat in the council, and a validator once it has session keys
help-council-propose-add-examples =
    {"  "}iou --account court council propose add 5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX
help-council-propose-add--who = Address or account name
help-council-propose-remove = End a membership; its validator stops from the session after next
help-council-propose-remove-examples =
    {"  "}iou --account court council propose remove bank
help-council-propose-remove--who = Address or account name
help-council-propose-swap = Put one member in the place of another
help-council-propose-swap-examples =
    {"  "}iou --account court council propose swap bank new-bank
help-council-propose-swap--old = Who leaves: address or account name
help-council-propose-swap--new = Who comes: address or account name
help-council-propose-publish = Say who a member is: the name and certificate that evidence shows
help-council-propose-publish-examples =
    {"  "}iou --account court council propose publish notary "Notary Office of Hangzhou" --certificate notary.der
help-council-propose-publish--who = Address or account name of the member
help-council-propose-publish--name = Its name; at most 96 bytes
help-council-propose-publish--certificate = Its X.509 certificate in DER form; the SHA-256 goes on the chain
help-council-propose-upgrade = Authorise a new runtime (more than two thirds); `iou council upgrade` then puts it in
help-council-propose-upgrade-examples =
    {"  "}iou --account court council propose upgrade iou_runtime.compact.compressed.wasm
help-council-propose-upgrade--file = The runtime's code; its BLAKE2b-256 is what is voted on
help-council-vote = Vote for a motion, or with --no against it
help-council-vote-examples =
    {"  "}iou --account notary council vote 3
    {"  "}iou --account bank council vote 3 --no
help-council-vote--number = Number of the motion
help-council-vote--no = Vote against it
help-council-close = End a motion that has enough votes; if it is carried, its call is made
help-council-close-examples =
    {"  "}iou --account court council close 3
help-council-close--number = Number of the motion
help-council-upgrade = Put in the runtime that the council has authorised; any account may
help-council-upgrade-examples =
    {"  "}iou --account court council upgrade iou_runtime.compact.compressed.wasm
help-council-upgrade--file = The runtime's code, byte for byte what was voted on
help-council-keys = Have the node make new session keys and announce them with proof; they count from the session after next
help-council-keys-examples =
    {"  "}iou --account court --url ws://127.0.0.1:9944 council keys
help-institution = The institutions that run the chain, and digests that they attest
help-institution-list = List them: name, account, certificate, standing
help-institution-list-examples =
    {"  "}iou institution list
help-institution-attest = Attest, as a member institution, that a file was there at this time
help-institution-attest-examples =
    {"  "}iou --account notary institution attest loan-17.zip --kind evidence
    {"  "}iou --account notary institution attest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
help-institution-attest--thing = A file, whose SHA-256 is meant, or a digest of 64 hexadecimal digits
help-institution-attest--kind = What it is the digest of
help-institution-attested = Show who attested a file or digest, and when
help-institution-attested-examples =
    {"  "}iou institution attested loan-17.zip
help-institution-attested--thing = A file, whose SHA-256 is meant, or a digest of 64 hexadecimal digits

# Evidence
label-bytes = bytes
label-sha256 = SHA-256
label-core = to be anchored (SHA-256)
evidence-proved = proved
evidence-stated = stated, not proved
evidence-missing = missing
evidence-sum = { $proved } proved, { $stated } stated but not proved, { $missing } missing, { $false } false
evidence-holds = Nothing in the file is false. All that is marked ✓ follows from the genesis block of { $chain } and from the signatures of its institutions.
evidence-holds-if = PROVED OF A LEDGER THAT NOBODY NAMED. Nothing in the file is false; whether its contract keeps the loans of { $chain } nobody has said: ask an institution that you trust for its address and check again with --contract ADDRESS. Another contract could tell any story.
evidence-as-of-last = As of { $time }, block { $number }: what happened later is not in this file.
evidence-inside-pdf = Verified was the file inside the PDF. What is printed on its pages was not compared with it.
check-settlement = Settlement
evidence-settlement-proved = this PDF calls itself a certificate of settlement, and the loan is settled: nothing is owed as of { $time_ms }, block { $number }
evidence-settlement-false = FALSE: this PDF calls itself a certificate of settlement, but by the evidence inside it the loan is { $status }. Do not accept it as one
evidence-as-of-proved = { $time_ms }, block { $number }: what happened later, a payment for instance, is not in this file
evidence-as-of-stated = { $time_ms }, block { $number }, as the file says; what happened later is not in it
evidence-fails = The file is not to be relied on.
evidence-false-line = FALSE ({ $error })
check-as-of = As of
check-container = File
check-manifest = Contents
check-proofs = Proofs
check-authorities = Institutions
check-finality = Finalised block
check-state = Loan on the chain
check-ledger = Ledger
check-unit = Units of the money
check-development-chain = Development
check-development-keys = Published keys
check-events = History
check-books = Books
check-terms = Terms
check-places = Time and place
check-place = Time and place
check-signature = Signature
check-intent = Signed request
check-money = Money
check-statement = Account
check-limitation = Limitation
check-file = Attachment
check-notices = Notices
check-anchor = Outside time stamp
evidence-container-proved = { $bytes } bytes, each accounted for; SHA-256 { $sha256 }
evidence-manifest-proved = { $parts } entries, each with its length and SHA-256
evidence-authorities-proved = { $authorities } now, followed from the genesis block { $genesis } through { $set_changes } set changes, each made final by those before
evidence-finality-proved = block { $number } ({ $hash }), signed as final by a weight of { $voted } of { $weight } in authority set { $set }
evidence-state-proved = loan { $loan } of contract { $contract }, code { $code }, proved in the state of that block
evidence-ledger-proved = the contract is the one that keeps the loans of this chain, by the chain's specification or by whoever checks: { $contract }
evidence-ledger-stated = whether contract { $contract } is the one that keeps the loans of this chain is for you to compare; all that follows is what this contract says
evidence-unit-proved = amounts are in { $symbol } of { $decimals } decimal places, as the chain’s specification and the file say
evidence-unit-stated = amounts are in { $symbol } of { $decimals } decimal places, as the file says; the specification names neither: compare it with what the chain’s operators publish
evidence-development-chain-stated = its specification calls { $chain } a chain for development or tests: what it shows is that the proof works, not that anybody is bound
evidence-development-keys-stated = keys that everybody has are among those who run the chain ({ $keys }): in their name anybody can have signed what is proved here
evidence-events-proved = { $events } events, none missing up to that block, none changed: each names the hash of the one before, the contract the last
evidence-books-proved = replayed from the events, they are what the contract has stored; the loan is { $status }
evidence-terms-proved = { $signed ->
    [yes] the canonical bytes have the digest that both signed: { $digest }
   *[no] the canonical bytes have the digest that was proposed, and that the other party has not signed: { $digest }
}
evidence-place-proved = event { $event } ({ $name }): { $time_ms }, block { $number }
evidence-place-missing = event { $event } ({ $name }): its day is proved, the block is not in the file
evidence-signature-proved = event { $event } ({ $name }): “{ $message }” in the name of { $account }{ $own ->
    [no] , the key that acts for { $seat }
   *[yes] {""}
}, signed with the { $algorithm } key of { $signer }
evidence-signature-missing = event { $event } ({ $name }): the signed transaction is not in the file
evidence-intent-proved = event { $event } ({ $name }): “{ $message }” in the name of { $account }{ $own ->
    [no] , the key that acts for { $seat }
   *[yes] {""}
}, whose own { $algorithm } key signed the request { $intent }; who submitted it has no part in it
evidence-intent-missing = event { $event } ({ $name }): the signed request { $intent } that it names is not in the file
evidence-money-proved = event { $event } ({ $name }): { $amount } moved on the chain in the same step
evidence-money-stated = event { $event } ({ $name }): { $amount } moved outside the ledger; proved is that whom it binds signed for it, not that a bank moved it
evidence-statement-proved = { $lines } lines up to { $day }, each recomputed with formula and article
evidence-limitation-proved = the period runs from { $from } to { $until } [CC 188, 189, 192, 195]
evidence-file-proved = { $what } of event { $event } ({ $name }): attached, its SHA-256 is the one on the chain
evidence-file-missing = { $what } of event { $event } ({ $name }): a file with SHA-256 { $digest } is named and not attached
evidence-notices-stated = { $count } reminders and demands as the sender's own records have them; the chain proves only those that stand in the history
evidence-anchor-stated = { $kind } of { $of }, time { $time }: it is of this file; { $judged ->
    [lost] its issuer's certificate, or that of an authority above it, was revoked as of { $revoked_ms } and somebody else may have the key: the time on it counts for nothing
   *[no] whether its issuer is to be trusted is checked with the issuer's own tools, or by `iou verify --root` with the issuer's root certificate
}
evidence-anchor-proved = { $kind } of { $of }, time { $time }: by { $authority }, under the root given for this verification: { $root }
check-cms = Signature under a certificate
evidence-cms-proved = { $subject } (certificate { $serial } of { $issuer }, { $key }) signed these terms as { $role ->
    [lender] the lender
    [borrower] the borrower
    [co-borrower] a co-borrower
    [guarantor] a guarantor
   *[other] { $role }
} with the account { $account }, under the root given for this verification: { $root }. It was there by { $time_ms }, by { $by ->
    [event] the block of event { $event }, which names it
   *[stamp] a time stamp
}; the certificate was valid then and { $revocation ->
    [ocsp] not revoked, by an answer of its issuer (OCSP)
    [crl] not revoked, by a list of its issuer (CRL)
   *[later] was revoked only later, on { $revoked_ms }
}{ $between ->
    [unchecked] ; whether authorities between ({ $unchecked }) were revoked nothing in the file says.
   *[none] .
}
evidence-cms-stated = { $judged ->
    [effort] carried ({ $entry }), and not judged: that would take more time than any file may
    [no] carried ({ $entry }), and not judged here: who signed, and whether that holds, says `iou verify --root` with the root certificate of the authority
   *[yes] { $subject } (certificate { $serial } of { $issuer }, { $key }) signed these terms as { $role ->
        [lender] the lender
        [borrower] the borrower
        [co-borrower] a co-borrower
        [guarantor] a guarantor
       *[other] { $role }
    } with the account { $account }: by that certificate's key. { $vouched ->
        [yes] Its authority leads to the root given for this verification: { $root }.
       *[no] Unverified root: nothing says that this authority is one; who has its root certificate verifies with `iou verify --root`.
    } { $by ->
        [event] It was there by { $time_ms }, by the block of event { $event }, which names it.
        [stamp] It was there by { $time_ms }, by a time stamp.
       *[none] Since when it is there nothing shows: no event names it, and no time stamp that a root vouches for is of it.
    } { $revocation ->
        [ocsp] The certificate was not revoked then, by an answer of its issuer (OCSP).
        [crl] The certificate was not revoked then, by a list of its issuer (CRL).
        [later] The certificate was revoked only later, on { $revoked_ms }.
        [sometime] The certificate was revoked as of { $revoked_ms }; nothing shows that it was in force when it was used.
       *[unknown] Whether the certificate was revoked by then nothing in the file says.
    }{ $between ->
        [authority-revoked] {" "}An authority between was revoked as of { $authority_revoked_ms }; nothing shows that it was in force when the certificate was used.
        [unchecked] {" "}Whether authorities between ({ $unchecked }) were revoked nothing in the file says.
       *[none] {""}
    }{ $fault ->
        [none] {""}
       *[other] {" "}As long as no other roots are given, this stands against it: { $fault } (docs/evidence.md).
    }
}
why-root = It has no certificate of an authority that may issue others ({ $fault }): give the root's certificate, PEM or DER.
why-cms = It is no detached signature (CMS, DER) with signed attributes ({ $fault }): `iou x509 request LOAN` says how to make one; openssl needs -outform DER.
why-x509 = It is no certificate, revocation list (CRL) or answer of OCSP, PEM or DER, that can be used here, or the signature is not that key's ({ $fault }); the words stand in docs/evidence.md.
why-x509-party = This account is no party to the terms of that loan: choose the lender's, the borrower's, a co-borrower's or a guarantor's with --account.
why-x509-request = It was not written by `iou x509 request`.
label-content = To be signed
x509-then =
    Sign it with the key of your certificate:

    { $command }

    Then name the file { $file }.p7s with the next step (--evidence), or have a time stamp made of it, and carry it along: `iou evidence LOAN --cms { $file }.p7s`. Of an SM2 key openssl makes no CMS: `iou x509 attributes { $file } --certificate FILE` says how.
help-x509 = Sign the terms under a certificate (X.509) of an authority: who signed is then shown beside the account
help-x509-request = Write what the chosen account's party signs under their certificate, and say by which line openssl signs it
help-x509-request-examples =
    {"  "}iou --account lisi x509 request 0 -o to-sign
help-x509-request--loan = Number of the loan
help-x509-request--output = Where to write it
help-x509-request--force = Overwrite a file that is there
help-x509-attributes = Write what a key signs of which openssl makes no CMS (SM2), and say how
help-x509-attributes-examples =
    {"  "}iou x509 attributes to-sign --certificate li.pem -o to-sign.attributes
help-x509-attributes--request = What `iou x509 request` wrote
help-x509-attributes--certificate = The signer's certificate, PEM or DER
help-x509-attributes--output = Where to write it
help-x509-attributes--force = Overwrite a file that is there
help-x509-assemble = Put a signature over such attributes into a file for `iou evidence --cms`
help-x509-assemble-examples =
    {"  "}iou x509 assemble to-sign --certificate li.pem --chain ca.pem --signature to-sign.attributes.sig -o to-sign.p7s
help-x509-assemble--request = What `iou x509 request` wrote
help-x509-assemble--certificate = The signer's certificate, PEM or DER
help-x509-assemble--chain = Certificates of those who issued it, PEM or DER; may be repeated
help-x509-assemble--signature = The signature, as openssl wrote it
help-x509-assemble--output = Where to write it
help-x509-assemble--force = Overwrite a file that is there
help-evidence--cms = A detached signature over the terms under a certificate (`iou x509 request` says how to make one); may be repeated
help-evidence--x509 = What such signatures and time stamps are judged by: certificates, revocation lists (CRL), answers of OCSP; may be repeated
help-verify--root = The root certificate of an authority whose word you take for who signed and for time stamps, PEM or DER; may be repeated
## Who a party is, as a verifier states it
check-identity = Identity
evidence-identity-proved = The verifier { $verifier } states ({ $level }: { $methods }) that { $account }, who is { $role } in these terms, is the person of the fields { $fields }; checked { $checked_ms }, good until { $until_ms }, on record by event { $event }. { $at_signing ->
    [valid] It was good when that account signed the terms.
    [later] It was checked only after that account had signed the terms.
    [over] It was over when that account signed the terms.
    [unplaced] The file does not prove when that account signed the terms.
   *[unsigned] That account has not signed the terms.
} That this verifier says so is proved, and that it is not revoked as of the block; that it is true, the verifier answers for.
evidence-identity-stated = { $standing ->
    [void] Do not rely on it: the verifier { $verifier } calls its own statement (event { $event }) about { $account }, { $role }, false from the start (event { $revoked_event }, { $revoked_ms }). It counts at no time.
    [ended] The verifier { $verifier } has ended its statement (event { $event }) about { $account }, { $role }: it counted until { $revoked_ms } (event { $revoked_event }) and no longer.
    [expired] The statement of the verifier { $verifier } (event { $event }) about { $account }, { $role }, was good until { $until_ms } only.
    [party] The verifier { $verifier } has come to hold a part of the claim, or is the key of a seat or to become it: its statement (event { $event }) about { $account }, { $role }, is a party's word now.
   *[stands] The verifier { $verifier } states ({ $level }: { $methods }) who { $account }, { $role }, is; checked { $checked_ms }, good until { $until_ms }. The file has no list of fields, so that nothing shows whose name was checked: ask for one with `--open`.
}
evidence-identity-missing = { $standing ->
    [void] A statement of the verifier { $verifier } (event { $event }) was false from the start by its own word (event { $revoked_event }, { $revoked_ms }); the statement itself is not in the file.
    [ended] A statement of the verifier { $verifier } (event { $event }) ended (event { $revoked_event }, { $revoked_ms }); the statement itself is not in the file.
    [party] A statement of the verifier { $verifier } (event { $event }), who has come to hold a part of the claim, or is the key of a seat or to become it; the statement itself is not in the file.
   *[stands] The verifier { $verifier } has stated something of a party's identity (event { $event }), and has not revoked it; the statement itself is not in the file, so of whom and until when nothing shows.
}
check-seat = Key of a seat
evidence-seat-proved = Since { $day } (event { $event }) the key { $acting } acts for { $account }: no later step of the former key counts. Amounts, days and what was signed before stay as they are. Which key acts is proved; in whose hands it is, nobody proves.
check-seat-objected = Objections
evidence-seat-objected-proved = Claims to act for { $account } were objected to or denied: { $count }.
check-seat-held = Held seat
evidence-seat-held-proved = Up to the end of { $until } nothing may be decided for { $account }.
check-seat-kept = Money for a claimed seat
evidence-seat-kept-proved = { $amount } was repaid on the chain for { $account } while its seat was claimed. The contract keeps it for the key that acts for the seat once the claim has ended.
evidence-seat-kept-stated = As the contract counts, { $amount } of a token was repaid for { $account } while its seat was claimed. It keeps that for the key that acts for the seat once the claim has ended; that the token moved is its own contract's word.
check-seat-released = Money of a claimed seat
evidence-seat-released-proved = { $amount } that was repaid on the chain for { $account } while its seat was claimed passed to the key { $successor } (event { $event }).
evidence-seat-released-stated = As the contract counts, { $amount } of a token that was repaid for { $account } while its seat was claimed passed to the key { $successor } (event { $event }); that the token moved is its own contract's word.
check-seat-claim = Claim to a seat
evidence-seat-claim-proved = { $claimant } claims for the key { $successor } the power to act for { $account } (event { $event }). It can be taken from the day after { $until } on; until it is taken nothing may be decided for { $account }.
check-seat-claim-now = Claim to a seat
evidence-seat-claim-now-proved = { $claimant } claims for the key { $successor } the power to act for { $account } (event { $event }), with the word of whoever was named for it: that key may take it at once. Until then nothing may be decided for { $account }.
check-seat-claim-second = Claim to a seat
evidence-seat-claim-second-proved = { $claimant } claims for the key { $successor } the power to act for { $account } (event { $event }). It binds nobody until another has given their word.
check-seat-claim-arbiter = Claim to a seat
evidence-seat-claim-arbiter-proved = { $claimant } claims for the key { $successor } the power to act for { $account } (event { $event }). There was an objection before, so that an arbiter decides; until then nothing may be decided for { $account }.
check-seat-statement = Statement for a claim
evidence-seat-statement-missing = The claim of event { $event } to act for { $account } names the statement { $digest }, which is not in the file.
check-seat-statement-key = Statement for a claim
evidence-seat-statement-key-proved = The statement that the claim of event { $event } names is about the person of { $account }, with the key { $successor } for which it is claimed.
evidence-seat-statement-key-stated = The statement that the claim of event { $event } names is about { $account }, with the key { $successor } for which it is claimed. The file has no list of fields, so that nothing shows whose name was checked: ask for one with `--open`.
check-seat-statement-account = Statement for a claim
evidence-seat-statement-account-proved = The statement that the claim of event { $event } names is about the person of { $account }; that the key { $successor } is theirs it does not say.
evidence-seat-statement-account-stated = The statement that the claim of event { $event } names is about { $account }; that the key { $successor } belongs to the same person it does not say. The file has no list of fields, so that nothing shows whose name was checked: ask for one with `--open`.
check-seat-statement-other = Statement for a claim
evidence-seat-statement-other-stated = Do not rely on it: the statement that the claim of event { $event } names is about somebody else than { $account }.
check-seat-statement-none = Statement for a claim
evidence-seat-statement-none-stated = Do not rely on it: what the claim of event { $event } to act for { $account } names is no statement of a verifier who had put it on record and stood by it.
label-verifier = Verifier
label-methods = Methods
label-level = Level
label-checked = Checked
label-agreed = Consent
label-identity-account = Whose account
label-identity = Identity
value-identity = stated by the verifier { $verifier }: { $standing } (`iou identity show`)
identity-level-declared = declared by the person
identity-level-remote = seen from afar
identity-level-document = document and its holder, or the state's register
identity-level-authority = certificate of a licensed authority
identity-method-declared = the person's own word
identity-method-call = a call with picture and sound
identity-method-document = a document
identity-method-in-person = in person
identity-method-liveness = a living face against the document
identity-method-network-id = 网号 / 网证
identity-method-certificate = a certificate of an authority
identity-standing-stands = on record
identity-standing-ended = ended
identity-standing-void = false from the start
identity-standing-expired = over
identity-standing-party = a party's word: its verifier holds a part of the claim, or is the key of a seat
identity-none = No verifier has stated anything of this loan's parties.
identity-who-answers = That a verifier says so is on record; that it is true, the verifier answers for.
identity-wrong = NOT of this loan and its verifier ({ $word }): do not rely on it
identity-issued = The statement is in { $path }. Give it to the party: whoever has it shows with `iou evidence LOAN --attach { $path }` what was stated.
identity-request-then = Send the file to the verifier, who alone can open it. What they state comes back as a file; keep it, and show it with `iou evidence LOAN --open FIELD --attach FILE`.
identity-consent = I consent, by itself and of my own free will, that the verifier { $verifier } checks for loan { $loan } who I am: the fields { $fields }, by any of: { $methods }. The purpose is to show who signed this loan. The verifier keeps this consent and the report of the check for as long as they answer for the statement; on the chain stand the digest of the statement, its level and whether it was revoked, for good. I may refuse any method, and take this consent back at any time, which undoes nothing that was done before; the loan and its price do not depend on it.
identity-consent-face = A living face may be compared with my document. That is sensitive data; I have other ways, named above, and chose this one myself. No picture and no template leaves whoever compares.
identity-consent-question = Do you consent? [y/N]
identity-service-link = The person goes on here: { $link }
why-identity-foreign = It is no request that `iou identity request` wrote.
why-identity-damaged = It was cut or changed on its way: ask for it again.
why-identity-locked = It is sealed to another account: choose the verifier's with --account.
why-identity-other-verifier = It is for another verifier.
why-identity-other-loan = It is of another chain, contract or loan, or of other terms.
why-identity-no-party = Its account is not in the terms of that loan as lender, borrower, co-borrower or guarantor.
why-identity-not-signed = It is not signed by the account whose identity it is about: somebody else wrote it.
why-identity-other-key = Another account asks than the one that acts for this party. If their key is lost and your own check shows who asks, say so with --other-key.
why-identity-other-fields = Its fields are not those that the terms of the loan commit to.
why-identity-no-fields = The fields that it opens are not the ones consented to, or it opens none of the party's own.
why-identity-consent-time = The consent is older than 30 days, or of a time to come: ask for a new one.
why-identity-not-agreed = The person did not consent to this method: { $method }.
why-identity-face-alone = A face alone is no method (人脸识别技术应用安全管理办法 10), and neither is none: name a document, a meeting, 网号 or a certificate beside it.
why-identity-level = The methods do not carry that level: docs/identity.md has the table.
why-identity-valid-time = A statement is good for one day at least and ten years at most.
why-identity-too-much = It opens more than a statement holds: 64 fields, and 16 KiB with their names.
why-identity-no-statement = It is no statement of identity.
why-identity-unrecorded = No such statement is on record of that loan: its verifier has not put it there, or it is of another loan.
why-answer-long = The answer is longer than any is.
why-answer-form = The answer is not of the form that docs/identity.openapi.json describes.
why-answer-other = The answer is to another question.
why-answer-person = The answer is about another person.
why-answer-method = The answer is of another method.
why-answer-replayed = The answer is of a check from before the question: somebody sent an old one once more.
why-answer-ahead = The answer is of a time to come: one of the clocks is wrong.
why-answer-not-matched = The service finds that the person is not whom the fields name.
why-answer-undecided = The service could not find out.
why-service-address = A service has an address of its own with https:// (http:// only on this machine), without name, password or question in it.
why-service-nothing = None of these methods is one that a service checks: give the report of your own check with --report.
err-identity-consent = The consent to a check of identity takes a yes of its own.
rec-identity-consent = Read it, and say so with --consent; or leave out -y and be asked.
err-identity-refused = { $path } is not taken: { $why }
rec-identity-refused = docs/identity.md says what a request and a statement need. Nothing was put on record.
err-identity-service-away = The service at { $url } could not be reached, or did not answer in time: { $reason }
rec-identity-service-away = Nothing was put on record. Try again, or check in another way that the person consented to.
err-identity-service-refused = The service at { $url } refused: { $reason }
rec-identity-service-refused = Nothing was put on record. Ask whoever runs the service; its token goes into a file (--service-token-file).
err-identity-answer = What the service at { $url } answered does not count: { $why }
rec-identity-answer = Nothing was put on record. Ask again; if it happens again, do not trust this service.
help-identity = Who a party is, as a verifier states it
help-identity-request = Ask a verifier to state who you are, with a consent of its own
help-identity-request-examples =
    {"  "}iou --account zhangsan identity request 0 --to verifier -o request.txt
    {"  "}iou --account zhangsan identity request 0 --to verifier --field name --method network_id -o request.txt
help-identity-request--loan = Number of the loan
help-identity-request--to = The verifier: an address, or a keystore's name
help-identity-request--role = As whom you ask, where your account is not the party's: lender, borrower, co-borrower.1 or guarantor.1; for a key that is lost
help-identity-request--field = Which of your fields may be checked: name, id_number, phone (name and id_number if left out); may be repeated
help-identity-request--method = By what you may be checked (by a call, a document, in person or 网号 if left out; a face only where you name it); may be repeated
help-identity-request--consent = You have read the consent and give it; otherwise you are asked
help-identity-request--output = Where to write it, for the verifier alone to open
help-identity-request--force = Overwrite a file that is there
help-identity-issue = State, as an appointed verifier, who a party is
help-identity-issue-examples =
    {"  "}iou --account verifier identity issue request.txt --method document --method in_person --report report.pdf -o statement.json
    {"  "}iou --account verifier identity issue request.txt --method network_id --service https://id.example -o statement.json
help-identity-issue--request = What the party wrote with `iou identity request`
help-identity-issue--method = By what you checked; may be repeated
help-identity-issue--level = How strong it is (the highest that the methods carry if left out)
help-identity-issue--other-key = The request is another account's than the party's, whose key is lost: you have checked yourself who asks
help-identity-issue--report = The report of your check; its SHA-256 goes into the statement, the file stays with you
help-identity-issue--service = Ask the service at this address (docs/identity.openapi.json)
help-identity-issue--service-token-file = File with the token for the service
help-identity-issue--service-timeout = How long to wait for the service
help-identity-issue--days = For how many days you stand by it
help-identity-issue--output = Where to write the statement, for the party
help-identity-issue--force = Overwrite a file that is there
help-identity-show = What verifiers stated of a loan's parties, and whether it still counts
help-identity-show-examples =
    {"  "}iou identity show 0
    {"  "}iou identity show 0 --statement statement.json
help-identity-show--loan = Number of the loan
help-identity-show--statement = A statement that somebody gave you: what it says, and whether it is of this loan; may be repeated
help-identity-revoke = Take a statement back, as the verifier who made it
help-identity-revoke-examples =
    {"  "}iou --account verifier identity revoke 0 statement.json --ended
    {"  "}iou --account verifier identity revoke 0 statement.json --false-from-start
help-identity-revoke--loan = Number of the loan
help-identity-revoke--statement = The statement: its file, or its digest with 0x
help-identity-revoke--ended = It counts no more from now on
help-identity-revoke--false-from-start = It was false from the start, and counts at no time
check-handwriting = Signature by hand
evidence-handwriting-stated = The file that event { $event } names is a signature by hand in { $strokes } strokes. { $agrees ->
    [yes] It is bound to these terms and to the account { $account }, which signed by that event.
   *[no] It is NOT of that signature: bound to other terms, or to the account { $account }, which did not sign by that event.
} That it was there then is proved; that a hand drew it, and whose, is not.
certificate-handwriting = Written by hand and named when the terms were signed. That it was there then is proved; whose hand it was is not.
handwriting-then = Name it when you sign: `iou sign LOAN --evidence { $file }`. Keep the file; with `iou evidence LOAN --attach { $file }` you show it.
why-strokes = It has no strokes that can be used: JSON with width and height (1 to 4096) and strokes as lists of points [x, y, milliseconds] inside of them, 256 strokes and 4,000 points at most.
help-identity-handwriting = Bind a signature by hand, drawn elsewhere as strokes, to the terms of a loan and to your account
help-identity-handwriting-examples =
    {"  "}iou --account lisi identity handwriting 0 strokes.json -o hand.json
    {"  "}iou --account lisi sign 0 --evidence hand.json
help-identity-handwriting--loan = Number of the loan
help-identity-handwriting--strokes = JSON with width, height and strokes: lists of points [x, y, milliseconds]
help-identity-handwriting--output = Where to write it; keep it, only its digest is on record
help-identity-handwriting--force = Overwrite a file that is there
evidence-anchor-missing = none; one could be taken of SHA-256 { $core }
why-anchor = A time-stamp token ends in .tsr, an OpenTimestamps proof in .ots.
why-passkey-form = It is no record of a passkey, or was changed since: save it again where you signed, under "my keys".
why-passkey-schema = It was written by a later version: a newer program reads it.
why-passkey-twice = There is a record of the same side already: give one of the lender's and one of the borrower's.
why-passkey-other = It is of another loan: its digest, or its fields, are not those of these terms.
why-passkey-nothing = None of the requests in it is in the history of this loan.
note-passkey-left = Left out: { $count } signatures of the passkey for requests that the history of this loan does not have.
help-evidence = Collect all proof of a loan into one file that anybody can check offline
help-evidence-examples =
    {"  "}iou evidence 0 -o loan-0.iou
    {"  "}iou evidence 0 -o loan-0.iou --attach transfer.pdf --attach demand.eml
    {"  "}iou evidence 0 -o loan-0.iou --pdf loan-0.pdf
    {"  "}iou evidence 0 -o loan-0.iou --passkey iou-passkey-0.json
    {"  "}iou evidence --add-to loan-0.iou --anchor token.tsr -o loan-0-stamped.iou
    {"  "}iou evidence 0 -o loan-0.iou --cms to-sign.p7s --x509 ca.crl
help-evidence--loan = Number of the loan
help-evidence--output = Where to write it; - for standard output
help-evidence--force = Overwrite a file that is there
help-evidence--attach = A file whose SHA-256 is on the chain: a receipt, a message, a report
help-evidence--add-to = Add anchors, or signatures under certificates, to this file instead of asking the chain
help-evidence--anchor = A time-stamp token (.tsr) or OpenTimestamps proof (.ots) of the file
help-settled = Show that a loan is settled, and print the certificate of settlement
help-settled-examples =
    {"  "}iou settled 0
    {"  "}iou settled 0 --pdf loan-0-settled.pdf
    {"  "}iou --account zhangsan settled 0 --pdf loan-0-settled.pdf --open lender.name --open borrower.name
help-settled--loan = Number of the loan
help-settled--open = A personal field to show, with its salt: borrower.name; `all` for all
help-settled--force = Overwrite a file that is there
help-settled--pdf = Print the certificate: one page of A4, Chinese and English, with the evidence file inside
help-settled--verify-link = Page that the certificate's square code leads to; the file's SHA-256 is added to it
help-verify = Check a file of evidence, without network and without trust in who made it
help-verify-examples =
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json --json
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json --not-older-than 7d
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json --root root.pem
    {"  "}iou verify loan-0.pdf --chain-spec chain-spec.json
    {"  "}iou verify - --chain-spec chain-spec.json < loan-0.iou
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json --pdf loan-0.pdf
help-verify--file = The file, or a certificate (PDF) with the file inside; - for standard input
help-verify--not-older-than = Refuse a file that tells of nothing later than this: a day (2026-12-31), or a length of time before now (7d)
help-verify--settled = Refuse a file whose loan is not settled, whatever a page around it calls itself
help-verify--force = Overwrite a file that is there
help-verify--contract = Address of the contract that keeps the loans of the chain, from an institution that you trust; else the one that the specification names as its property `ledger`
help-verify--chain-spec = The chain's specification, from an institution that you trust, not from whoever gave you the file
check-agreement = Agreement
check-clauses = Clauses
check-field = Personal field
check-fields = Personal fields
evidence-agreement-proved = { $signed ->
    [yes] { $text } reads back, to the last sign, to the terms that both signed
   *[no] { $text } reads back, to the last sign, to the terms that one party proposed and the other has not signed
}
evidence-clauses-proved = { $signed ->
    [yes] the standing clauses are those that both signed ({ $digest })
   *[no] the standing clauses are those that were proposed with the terms ({ $digest })
}
evidence-clauses-stated = the standing clauses of the text are this program's; the field that pins them (`wording`) was not opened
evidence-field-proved = { $signed ->
    [yes] { $field } = { $value }, as both parties committed to it
   *[no] { $field } = { $value }, as the proposer committed to it; the other party has signed nothing
}
evidence-fields-missing = { $withheld ->
    [all] none is in the file; the terms hold commitments to them, which whoever has the salts can open
   *[some] { $withheld } withheld; the terms hold commitments to them, which whoever has the salts can open
}
help-evidence--open = A personal field to show, with its salt: borrower.id_number; `all` for all
check-passkey = Passkey
check-clauses-other = Clauses
evidence-clauses-other-stated = both signed another form of the standing clauses ({ $digest }) than the texts in the file have; the figures are those that they signed
evidence-passkey-proved = { $signed ->
    [yes] event { $event } ({ $name }): the passkey to which { $account } is bound in the terms (SHA-256 of its key: { $digest }) signed the request { $intent } too, with its user verified, at { $origin }
   *[no] event { $event } ({ $name }): the passkey to which { $account } is bound in terms that one party proposed and the other has not signed (SHA-256 of its key: { $digest }) signed the request { $intent } too, with its user verified, at { $origin }
}
evidence-passkey-stated = whether by finger, face or code, on which device, and what its screen showed: the maker of the passkey and the pages of that host answer for it
check-institutions = Institutions
check-institution = Institution
check-attestation = Attestation
evidence-institutions-missing = the chain has no register of names: the authorities are known by their keys alone
evidence-institution-proved = { $institution } ({ $account }) is an authority of set { $set }, with key { $key }
evidence-institution-missing = { $account } is an authority of set { $set }, with key { $key }; the chain's register has no name for it
evidence-attestation-proved = { $institution } ({ $account }) had the { $of } with digest { $digest } before it on { $time_ms }
evidence-attestation-missing = no institution has attested the terms or a file

# Certificate
err-certificate = The certificate was not printed: { $reason }
rec-certificate = The evidence file is not touched by this. Put right what is named and print again: `iou verify FILE.iou --chain-spec SPEC --pdf FILE.pdf`.
help-evidence--pdf = Print a certificate of what was proved: A4, Chinese and English, with the evidence file inside
help-evidence--verify-link = Page that the certificate's square code leads to; the file's SHA-256 is added to it
help-verify--pdf = Print a certificate of what was proved: A4, Chinese and English, with the evidence file inside
help-verify--verify-link = Page that the certificate's square code leads to; the file's SHA-256 is added to it
digest-of-receipt = receipt
digest-of-evidence = evidence
digest-of-message = message
digest-of-attested = what was attested
digest-of-identity = statement of identity
digest-of-terms = terms
digest-of-file = file
certificate-settled = As of { $time } (block { $number }) nothing is owed of loan { $loan } any more: no principal, no interest, no late interest or fees, no costs.
certificate-of-principal = Repaid, of it principal
certificate-of-interest = Repaid, of it interest
certificate-of-late = Repaid, of it late interest and fees
certificate-of-costs = Repaid, of it costs of enforcement
certificate-forgiven = Forgiven by the lender
certificate-overpaid = Paid beyond what was owed
certificate-article-557-1 = Civil Code, art. 557, para. 1, item 1
certificate-article-557-4 = Civil Code, art. 557, para. 1, item 4
certificate-article-559 = Civil Code, art. 559
certificate-article-561 = Civil Code, art. 561
certificate-article-575 = Civil Code, art. 575
certificate-law-performed = A claim and its debt end once the debt has been performed.
certificate-law-released = A claim and its debt end once the creditor has forgiven the debt.
certificate-law-forgiven = Forgiving ends them in whole or in part, unless the debtor refuses it within a reasonable time.
certificate-law-accessory = With the claim end the rights that depend on it, such as guarantees, unless law or agreement say otherwise.
certificate-law-order = What was paid went to costs, then to interest, then to principal; every payment stands in the file.
certificate-delivered-native = Delivered, in the chain’s own money
certificate-delivered-token = Delivered, in a token
certificate-delivered-acknowledged = Delivered, acknowledged
certificate-delivered-reported = Delivered, by the lender’s word
certificate-delivered-none = Delivered
certificate-due = Due by now
certificate-witness = Witness
certificate-withheld = withheld
certificate-field-name = name
certificate-field-id-number = ID number
certificate-field-phone = telephone
certificate-field-passkey = passkey (SHA-256 of its key)
certificate-field-purpose = Purpose
certificate-signed = signed the terms on { $time } with { $algorithm } (event { $event })
certificate-signed-request = signed the terms by a request that was on the chain on { $time }, with { $algorithm } (event { $event })
certificate-by = signed by ({ $algorithm })
certificate-in-name-of = in the name of
certificate-for-seat = for the seat of
certificate-transaction = transaction
certificate-intent = signed request
certificate-valid = valid
certificate-instalment-met = met
certificate-instalment-overdue = overdue
certificate-instalment-due = due today
certificate-instalment-open = not yet due
certificate-place-proved = { $count } events, each in its block with its time: the contract's count of events before and after that block, both proved, leave no other place. Block and hash of each stand in the timeline.
certificate-signature-proved = { $count } steps, each with the signature of the key that the timeline names; the signed bytes are in the file, and each signature was checked over them.
certificate-intent-proved = { $count } steps, each signed by its author as a request, which anybody may submit: the signature was checked over the request that the event names, and so were chain, contract, validity, order, and what its signer had seen of the loan.
certificate-passkey-proved = { $signed ->
    [yes] { $count } steps, for each of which the passkey to which its author is bound in the terms signed the request too, with its user verified: key and page fit each other, and each signature was checked. The digests of the keys stand with the parties.
   *[no] { $count } steps, for each of which a passkey signed the request too, with its user verified; the terms to which it is bound were proposed by one party, and the other has not signed them.
}
certificate-agreement-proved = { $signed ->
    [yes] the Chinese and the English text read back, to the last sign, to the terms that both signed
   *[no] the Chinese and the English text read back, to the last sign, to the terms that one party proposed and the other has not signed
}
help-evidence--notices = Records of reminders and demands, as `iou remind show ID --json` prints them: what they say of this loan goes in, stated and not proved
help-evidence--passkey = A record of what a passkey signed, from the pages that sign (my keys): it opens the field that binds the passkey, and no other; one for each side

## What people type: what is understood, and what to write instead

why-amount-ambiguous = { $value } can be read in two ways. Write all its digits: 15000, or 15,000 with a comma before each three.
why-amount-negative = An amount is above zero: write it without a minus sign.
why-amount-other-money = It names another money ({ $other }); this loan is in { $money }. Write the number alone, or change the currency.
why-day-missing = There is no such day in the calendar (1970 to 2999).
why-day-order = Whether the day or the month stands first cannot be known. Write the year first: 2026-12-31.
why-day-year = The year is missing, or not written in full. Write all of it, in front: 2026-12-31.
why-day-lunar = A day of the traditional calendar is another one each year. Write it as 2026-12-31.
why-day-of-month = A day of the month is a number from 1 to 31, or "last" for its last day.
why-due-day-months = A day of the month goes with periods of months (every = "1m"). With periods of days, give the first due day.
why-deadline-after-due = That is after the first due day has begun; the loan has to be signed and the money handed over before it. Write less, or leave it out: then the time up to the first due day is divided.
why-too-short = The first due day begins in less than an hour: there is no time left for signing and handing over the money. Choose a later one.
why-doubt-birth-day = The birth date in this identity number is impossible.
why-doubt-check-sign = The last sign of this identity number does not fit the others: probably a digit is wrong or missing.
why-doubt-phone-length = A mobile number of mainland China has eleven digits; this one has another length.
why-doubt-region = No province has the first two digits of this identity number.
why-duration-m = { $value } may be minutes or months. Write min for minutes (30min), or days (30d).
why-periods = It is a whole number of instalments, like 12.
why-periods-months = { $value } is a length of time, and there is not one instalment a month. Write how many instalments: 12.
why-instalments-most = A loan has at most { $most } instalments. The same time fits with longer periods: every = "3m" for each quarter.
why-method-flat = Flat interest (等本等息) is counted on money that was repaid long ago: the true yearly rate of this offer is { $rate }. Write method = "equal-instalments" and that rate; up to four times the LPR the law upholds it.
why-period-apart = { $value } can be read in two ways. Write how long it is from one due day to the next: 2个月, 10天.
why-period-month = { $value } may be a month of the calendar. Write 3个月 or 3m for three months.
why-period-unit = { $value } of what? Write { $value }d for days or { $value }m for months.
why-rate-above-cap = { $rate } comes to more than the cap of { $day }, which is { $cap }: four times the one-year LPR of { $lpr }, published on { $published } (Provisions on Private Lending, art. 25).
why-rate-above-own-cap = { $rate } is above the agreed cap of { $cap }.
why-rate-bare = { $value } may be { $percent } or { $value }%. Write which one, with its percent sign.
why-rate-decimals = As a yearly percentage it has more than four decimals, and nothing is rounded. Write a yearly rate, for instance 6.1234%.
why-rate-fen = { $value } without a period, or of this one, can be read in several ways. Write 月息2分 (2% a month, 24% a year), or the yearly rate with its percent sign.
why-rate-fen-many = { $value } can be read in several ways. Write one unit, 月息1.5分, or whole ones with at most nine of the smaller: 月息1分5厘.
why-rate-lpr = A rate by the LPR is written like 4倍LPR, 4 × LPR, LPR+50BP or LPR+1%.
why-rate-lpr-five = Only the one-year LPR is known here; the cap of the law is four times that one. Write the rate itself.
why-rate-lpr-none = No LPR is known for that day. Write the rate itself.
why-rate-period = { $value } of a day, a month or a year? Write 日万分之五, 月利率15‰ or a yearly rate with its percent sign.
why-rate-too-high = No rate is as high, or as low, as that.
why-toml-bracket = The name of a section stands in brackets that close: [lender], or [[instalment]] for one of several. There: { $excerpt }
why-toml-equals = A line is written: field = "value". There: { $excerpt }
why-toml-other = This cannot be read. A line is written: field = "value". There: { $excerpt }
why-toml-quote = The text has no closing quotation mark, or something follows it. There: { $excerpt }
why-toml-twice = This stands in the file twice; leave one. There: { $excerpt }
why-toml-value = There is nothing after the equals sign. There: { $excerpt }
why-toml-key = A field has the name that it has in the examples, such as amount or id_number, in plain letters. There: { $excerpt }
why-amount-twice = It is written twice, and the two amounts differ.
form-line = (line { $line })
form-understood = { $field }: { $written } is understood as { $taken }
doubt-heading = This cannot be right:
doubt-question = Does it stand exactly so on the document? [y/N]
label-field = Field
label-why = Why
label-true-rate = True yearly rate
value-true-rate = { $simple } on what is outstanding; { $compounded } compounded (IRR)
calc-method-flat = flat interest on all of the principal until the end
usage-unknown-argument = There is no argument { $argument } here.
usage-unknown-command = There is no command { $command }.
usage-missing-command = A command is missing.
usage-missing-value = { $argument } needs a value.
usage-invalid-value = { $value } is no value for { $argument }.
usage-missing-argument = Something is missing: { $argument }.
usage-twice = { $argument } is given twice.
usage-conflict = { $argument } does not go together with { $other }.
usage-too-many-values = { $argument } has too many values.
usage-too-few-values = { $argument } needs at least { $least } values.
usage-no-equals = { $argument } takes its value after an equals sign.
usage-not-text = An argument is not text in UTF-8.
usage-other = The command line cannot be understood.
usage-range = { $argument } is a whole number from { $least } to { $most }, and not { $value }.
usage-number = { $argument } is a whole number, and not { $value }.
usage-perhaps = Is this meant: { $values }?
usage-possible = It can be: { $values }.
err-toml = { $path }, line { $line }: { $kind ->
        [bracket] the name of a section stands in brackets that close
        [equals] a line is written: name = "value"
        [key] a name is written in plain letters
        [quote] a quotation mark is missing
        [twice] this stands in the file twice
        [value] there is nothing after the equals sign
       *[other] this cannot be read
    }: { $excerpt }
rec-toml = Correct line { $line } of { $path } and run the command again. Nothing was changed.
err-not-text = { $path } is not a text file.
rec-not-text = Save it as UTF-8. GB 18030 (GBK) and UTF-16 are read too, other encodings are not guessed.
help-schedule--first-due = First due day, where it is not a whole period after the start; those after it follow
help-schedule--due-day = Day of the month on which instalments fall due: 1 to 31, or last
help-amend--first-due = First due day, where it is not a whole period after the start
help-amend--due-day = Day of the month on which instalments fall due: 1 to 31, or last

## Intents: signed by one, submitted by another

label-in-force = Agreement in force
label-reported-to = Reported to
label-condition = Agreed
label-nonce = Number
label-valid-from = Valid from
label-valid-until = Valid until
label-signature = Signature
label-signed-text = Text that is signed
label-unchecked = Not checked
label-takes-back = Takes back
value-numbers = all that was signed under the numbers { $from } to { $to } and not submitted
label-terms = Terms
terms-not-here = not in this file; do not sign what you have not read
label-relay = Relay
label-intent = Signed request
unit-smallest = smallest units
signature-none = none yet
signature-raw = the signer's, over the text
signature-wrapped = the signer's, over the text as wallets wrap it
unchecked-chain = which chain this is for: the profile has none written down to compare it with
unchecked-contract = which contract this is for: the profile names none to compare it with
unchecked-offer = whether the other party agrees, and whether these terms were signed or called off already; that takes a node
unchecked-standing = whether the loan still stands as whoever made this saw it, and whether its number is the next one; that takes a node
unchecked-counter = how far the signer's number has got meanwhile; that takes a node
unchecked-clock = the time: it is this machine's
unchecked-terms = what was agreed: the terms are not in this file, so amounts stand in the smallest unit of a money that is not named
unchecked-digest = what the digest in this step stands for: it is not in this file; compare the digest with the text that you agree to
unchecked-fields = names and other personal fields: the terms commit to them, and they are not in this file (`iou fields take`, `iou sign --offer`)
action-skip = take back what was signed and not submitted
action-submit = submit what others signed
action-conclude = submit both parties' signatures of the terms
intent-heading = About to sign, for somebody else to submit:
intent-question = Sign? [y/N]
intent-signed = Until { $until } whoever has this can submit it, and it cannot be unsent. What is not submitted yet is taken back by `iou intent make { $loan } --skip`, signed and submitted in its place; whoever holds both may submit this one first.
offer-signed = Until { $until } the other party can accept this offer, and it cannot be taken back (Civil Code, art. 476).
offer-next = Hand this file to the other party, with the personal fields (`iou fields send --offer FILE`). They sign with `iou sign --offer FILE`, and the loan comes into being when both signatures are submitted together.
intent-written = Written to { $files }. Nobody has signed it yet: `iou intent show` says what it is, `iou intent sign` signs it.
intent-written-signed = Signed and written to { $files }. `iou intent submit` brings it to the contract, with tokens of one's own or with --relay URL.
frame-heading = Code { $number } of { $count }
qr-no-terminal = The codes are drawn for a terminal; --png FILE writes them as pictures.
figures-written = Written to { $path }. With it `iou intent make --figures` needs no node.
intents-none = Nothing was handed to a relay from this machine.
intent-handing = Handing { $id } to { $relay }
intent-taken = The relay has { $id }: { $state }. `iou intent status { $id }` tells what becomes of it.
relay-received = written down, not submitted yet
relay-submitted = submitted
relay-in-block = in a block that may still be replaced
relay-finalised = finalised
relay-refused = refused
relay-not-this = This step is not for a relay: it moves money on the chain, or needs nobody's signature. It goes by a transaction of your own.
progress-relay = waiting for the relay
intent-skipped = Done: the number is { $counter }, and nothing that was signed under an earlier one can be submitted any more.
concluded = The loan has the number { $loan }, and both parties have signed it.
why-intent-foreign = It is no intent, nor codes of one, as this program writes them.
why-intent-damaged = It was cut or changed on its way. Have it sent again.
why-intent-words = The word “{ $word }” beside the bytes is not what the bytes say: somebody changed it, or means to show you something else than you sign. Have it made again, and sign nothing of this.
why-intent-other-terms = The terms beside it are not those that it names: somebody shows you something else than you sign. Sign nothing of this.
why-intent-bad-signature = The signature is not the signer's over this intent. Its key may be another one, or what was signed was something else.
why-intent-no-signature = This is no signature: 64 bytes in hexadecimal, as `signRaw` of a wallet gives them, or nobody has signed yet.
why-intent-other-kind = This is a signature of a kind ({ $kind }) that signs no intents; it takes an sr25519 key. Such an account signs transactions of its own.
why-frames-missing = Of { $count } codes these are missing: { $missing }. Scan them too, in any order.
why-frame-damaged = Code { $number } was damaged or changed. Scan it once more.
why-frames-mixed = These are codes of different intents. Scan those of one together.
why-no-code = There is no square code in this picture that can be read. A straight, sharp one in PNG is needed, one code in each.
why-code-too-long = It is too long for square codes. Hand over the file.
why-valid-for = At least a second and at most 30 days; without it, 24 hours.
why-step = There is no such step. Steps are: { $known }.
why-step-arguments = Each is NAME=VALUE, once. This step takes: { $known } (those in brackets can be left out).
why-step-bytes = These arguments are no such step.
why-instant = A moment is 2026-03-01T12:00:00+08:00, or milliseconds since 1970.
why-channel = It is one of letter, sms, email, messenger, person.
why-arrival = It is DAY,PROOF, where PROOF is a SHA-256 or @FILE.
why-ruling = It is CREDITED,COSTS or CREDITED,COSTS,DAY.
why-parts = It is ACCOUNT:PPM, several with commas between.
why-amendment-named = An amendment's schedule follows from the loan: `iou amend LOAN … --intent FILE` makes it.
why-digest-or-file = It is 64 hexadecimal digits, or @ and the name of a file whose SHA-256 is meant.
usage-number-plain = It is a whole number.
why-figures = These are no figures of a loan as `iou intent figures` writes them.
why-figures-loan = The figures are of another loan.
why-no-step = This command signs no step of a loan that could be a signed request.
why-not-signed = One of them is not signed yet. `iou intent sign FILE` does it.
why-too-many-intents = There are more than eight. Submit them in two goes.
why-offers-and-steps = Two offers of the same terms make a loan, and steps are of a loan that is there: they cannot be submitted together.
why-terms-missing = Neither of the two files has the terms in it.
why-offers-differ = The two are not the lender's and the borrower's offer of the same terms.
why-no-offer = It is no offer of terms with the terms in it.
why-handover-offer = These fields are of terms that are not on the chain yet. Name the offer: --offer FILE.
why-intent-id = It is 64 hexadecimal digits, as they were shown when it was handed over.
err-intent-file = { $path } cannot be taken for a signed request. { $why }
rec-intent-file = Nothing was signed or submitted.
err-intent-elsewhere = { $what }: expected { $expected }, found { $found }.
rec-intent-elsewhere = It can take effect only there, so nothing was signed or submitted here. Choose the right profile with --profile, or the right relay with --relay.
err-intent-other-key = { $signer } has to sign this, and the key at hand is that of { $account }.
rec-intent-other-key = Choose the key with --account or --suri, or let the other person sign.
err-intent-nonce = The number { $nonce } does not do: the signer has got to { $counter }, and the last that could still be taken back is { $last }.
rec-intent-nonce = Submit or take back what was signed before: `iou intent make LOAN --skip`. Then make this anew.
err-intents-apart = These cannot be submitted together. { $why }
rec-intents-apart = Nothing was submitted.
err-offer-alone = An offer of terms alone does nothing, and no relay takes it.
rec-offer-alone = Write it into a file (`iou new FORM --intent FILE`) and hand that to the other party; they sign with `iou sign --offer FILE`. `iou intent submit` takes both offers together. By a transaction of your own: --relay none.
err-intent-passed = { $id } did nothing: its number had been used, or taken back, before.
rec-intent-passed = `iou show LOAN` tells how the loan stands. Who still wants it makes and signs it anew.
err-intent-pending = { $id } is with { $relay } ({ $state }); what becomes of it is not known yet.
rec-intent-pending = `iou intent status { $id }` tells. `iou intent submit { $id }` hands it over again, with --relay URL to another relay: it counts once.
err-intent-unknown = { $relay } may have { $id }; what becomes of it is not known ({ $reason }).
rec-intent-unknown = `iou intent status { $id }` tells. `iou intent submit { $id }` hands it over again, with --relay URL to another relay: it counts once.
err-intent-unseen = { $relay } says that the chain has { $id } (block { $block }), and your node { $url } does not have that yet.
rec-intent-unseen = `iou intent status { $id }` tells once it does. If it stays so, the node is behind or the relay says what is not so: ask another node (--url).
err-intent-nowhere = Neither the chain nor a relay that answers has { $id }. Whoever holds it can submit it until { $until }.
rec-intent-nowhere = `iou intent submit { $id }` hands it over again, with --relay URL to another relay: it counts once. `iou intent make LOAN --skip` takes a step back.
intent-earlier = { $id }, which was handed over from here before, has the same number and is not on record: only one of the two takes effect. `iou intent status { $id }` tells of it.
err-relay-away = The relay { $relay } was not reached ({ $reason }).
rec-relay-away = Nothing was handed over. Look at the address and try again, or write a file with --intent FILE and hand it to another relay; `iou intent submit FILE` submits it with tokens of one's own.
err-relay-refused = { $relay } does not take it: { $why }
rec-relay-refused = Whoever thinks that a relay holds something back writes it into a file (--intent FILE) and hands it to another one.
err-relay-untrue = What the relay { $relay } answered cannot be: { $reason }.
rec-relay-untrue = `iou show LOAN` tells how the loan stands. Use another relay; the same file may be handed to it.
help--intent = Write what would be submitted into this file (- for standard output, .png for square codes), signed where the key is here; somebody else submits it
help--relay = Sign, and let this relay submit and pay; none: by a transaction of one's own [env: IOU_RELAY]
help--valid-for = How long what is signed holds, 30 days at most (with --intent or a relay; else 24 hours)
help-intent = Sign without tokens: make, show, sign and submit a request, each on a machine of its own
help-intent-make = Make a request that nobody has signed yet: a step of a loan, an offer of terms, or what takes back
help-intent-make-examples =
    {"  "}iou --account lisi intent make 0 confirm-repayment report=0 -o step.json
    {"  "}iou --account lisi intent make 0 --skip -o back.json   takes back what was signed and not submitted
    {"  "}iou --account lisi intent make --propose form.toml -o offer.json
    {"  "}iou intent make 0 forgive amount=100 --figures figures.json --qr   without a node
    {"  "}Every command that signs a step makes one as well: iou --account lisi confirm 0 --intent step.json
help-intent-make--loan = Number of the loan
help-intent-make--step = Name of the step, as in docs/intents.md
help-intent-make--arguments = Its arguments by their names; a file by @FILE
help-intent-make--skip = Take back what was signed for this loan and not submitted yet
help-intent-make--to = Take back only what has a lower number than this (else sixteen numbers)
help-intent-make--propose = Offer the terms of this form to the other party
help-intent-make--figures = Take the loan's figures from this file, made by `iou intent figures`, and ask no node
help-intent-make--nonce = Another number than the next one, for what is to follow on something that is signed already
help-intent-make--output = Write it to this file instead of printing it
help-intent-make--qr = Draw it as square codes in the terminal
help-intent-make--png = Write it as square codes into this picture; several get numbers
help-intent-make--force = Overwrite files that are there
help-intent-figures = Write down what a request for a loan rests on, for making it where there is no node
help-intent-figures-examples =
    {"  "}iou --account lisi intent figures 0 -o figures.json
help-intent-figures--loan = Number of the loan
help-intent-figures--output = Write them to this file instead of printing them
help-intent-figures--force = Overwrite a file that is there
help-intent-show = Say in plain words what a request says, from the very bytes that are signed; asks nobody
help-intent-show-examples =
    {"  "}iou intent show step.json
    {"  "}iou intent show scan-1.png scan-2.png   the codes of one request, in any order
help-intent-show--files = The file, or the pictures of its codes; - for standard input
help-intent-sign = Sign a request, or put a wallet's signature to it; needs no network
help-intent-sign-examples =
    {"  "}iou --account lisi intent sign step.json -o signed.json
    {"  "}iou --account lisi intent sign scan.png --png signed.png
    {"  "}iou intent sign step.json --signature 0x4a1f… -o signed.json   made by signRaw of a wallet
help-intent-sign--files = The file, or the pictures of its codes; - for standard input
help-intent-sign--signature = The signature that a wallet made of the text, raw or wrapped in <Bytes>; it is checked
help-intent-sign--output = Write it to this file instead of printing it
help-intent-sign--qr = Draw it as square codes in the terminal
help-intent-sign--png = Write it as square codes into this picture; several get numbers
help-intent-sign--force = Overwrite files that are there
help-intent-submit = Submit what was signed: with tokens of one's own, or by a relay; two offers of the same terms become a loan
help-intent-submit-examples =
    {"  "}iou --account wangwu intent submit signed.json
    {"  "}iou intent submit signed.json --relay https://relay.example
    {"  "}iou --account lisi intent submit lender.json borrower.json   a new loan
    {"  "}iou intent submit 5f1c… --relay https://other.example   what was handed over before, to another relay
help-intent-submit--files = Signed requests, a file each; or the pictures of the codes of one; or the id of what was handed over from here
help-intent-status = Tell what became of something that was handed to a relay; without an id, list what was
help-intent-status-examples =
    {"  "}iou intent status
    {"  "}iou intent status 5f1c… --relay https://relay.example   exit status as of iou tx
help-intent-status--id = What it is known by, as shown when it was handed over
help-sign--offer = Sign the terms of this offer, which the other party made with --intent, and make a loan of both
help-fields-send--offer = The fields of an offer that is not on the chain yet: the file that `iou new --intent` wrote
help-fields-take--offer = The offer that they belong to, where it is not on the chain yet

## What a chain of others can serve

err-no-finality-proofs = { $chain } gives no proofs that its blocks are final, so no file of evidence can be made that a stranger could check.
rec-no-finality-proofs = Everything else works on it: loans and their steps, signed requests, `iou show`, `iou statement`, the index and reminders. For evidence use a chain whose blocks institutions vote on (docs/elsewhere.md); `iou agreement` and `iou statement` print what can be handed on without proof.
err-no-movable-clock = The clock of { $chain } cannot be moved: its node has no request for that.
rec-no-movable-clock = Wait for the day, or try it out on a node of this project (`iou-node --dev`). `iou dev time` tells the chain's time, and everything else works as it is.
err-method-unknown = { $url } does not know the request { $method }.
rec-method-unknown = This program needs it here. Ask a node of this project, or one that offers more requests; `iou doctor` says what the chain can serve.
doctor-contract-other-chain = The contract { $contract } was deployed for another chain ({ $found }): nothing that is signed for somebody else to submit takes effect in it.
doctor-contract-other-chain-do = Deploy it anew with `iou deploy`, which names the right chain. Loans and their direct steps are not touched by it.
doctor-check-functions = functions
doctor-functions-evidence = the chain serves evidence: its node proves that blocks are final
doctor-functions-no-evidence = The node proves no block final: no `iou evidence`, no certificates. Loans, signed requests, statements, the index and reminders work.
doctor-functions-no-evidence-do = Use it for trying out. For evidence that a stranger can check, a chain is needed whose blocks institutions vote on (docs/elsewhere.md).
doctor-functions-no-clock = the clock of this development chain cannot be moved: no `iou dev advance` and `set-time`; everything else is as it is
doctor-functions-no-council = the chain has no council and no institutions: no `iou council` and `iou institution`; loans need neither

## The relay: what others signed is submitted and paid for

help-relay = Submit and pay for what others signed, until stopped
help-relay-examples =
    {"  "}iou --account relayer relay
    {"  "}iou --account relayer relay --intents 127.0.0.1:9618 --config relay.toml
    {"  "}curl http://127.0.0.1:9618/v1/relay
    {"  "}curl http://127.0.0.1:9618/v1/openapi.json

    Whoever lends to a friend holds no tokens: they sign a step (an intent), hand it over here, and this account pays. It gains no
    right by that. What it costs is bounded: relay.toml sets two purses a day, one for loans that run and one for new loans, which
    are paid for only for people whom you list, and how many intents a key, a loan and an address may hand over a day.
    Behind a proxy that speaks TLS, name it under proxies, so that its clients are told apart. docs/relay.md has the rest.
help-relay--database = Path, or postgres://…, of the queue [env: IOU_DATABASE] [default: index.db beside the keystores]
help-relay--config = Settings; relay.toml in the user's directory if left out [env: IOU_RELAY_CONFIG]
help-relay--intents = Where intents are taken: ADDRESS:PORT [env: IOU_INTENTS] [default: 127.0.0.1:9618]
help-relay--listen = Where /health, /ready and /metrics are: ADDRESS:PORT, or off

## The site: the API, the pages, the signer host

help-serve = Serve the API, the pages of loans and the signer host, until stopped
help-serve-examples =
    {"  "}iou serve
    {"  "}iou serve --site 127.0.0.1:9700 --public-url https://iou.example --signer-url https://sign.iou.example --proxy 127.0.0.1
    {"  "}iou --account relayer serve --relay-config relay.toml
    {"  "}curl http://127.0.0.1:9700/v1/openapi.json

    The tables are those of `iou index` or `iou run` on the same database; of a node only little is asked. It holds no key: what it
    takes for a relay, `iou run` or `iou relay` on that database submits. Keys of people are on the signer host alone, which is an origin of its own: a fault in a page of the site reaches no key. In production both stand behind
    a proxy that speaks TLS; name it with --proxy, so that its clients are told apart. docs/page.md has the rest.
help-serve--database = Path, or postgres://…, of the index [env: IOU_DATABASE] [default: index.db beside the keystores]
help-serve--site = Where API and pages are: ADDRESS:PORT [env: IOU_SITE]
help-serve--public-url = How people reach API and pages, as https://iou.example [env: IOU_PUBLIC_URL]; by default localhost
help-serve--signer-listen = Where the signer host is: ADDRESS:PORT, or off where it is served elsewhere [env: IOU_SIGNER]
help-serve--signer-url = How people reach the signer host: an origin of its own [env: IOU_SIGNER_URL]; by default localhost
help-serve--proxy = Address of a proxy whose word on its clients' addresses is taken (several times for several)
help-serve--drafts-a-day = How many drafts are kept in a day, of everybody together [env: IOU_DRAFTS_A_DAY]
help-serve--boxes-a-day = How many new sealed boxes are kept in a day, of everybody together [env: IOU_BOXES_A_DAY]
help-serve--log-ins-a-day = How many log-ins there are in a day, of everybody together [env: IOU_LOG_INS_A_DAY]
help-serve--relay-config = Settings of the taking of intents; relay.toml in the user's directory. Without such a file none are taken
help-serve--listen = Where /health, /ready and /metrics are: ADDRESS:PORT, or off

doctor-check-relay = relay
doctor-relay-well = { $account } has { $balance }; a day may cost { $day }
doctor-relay-little = { $account } has { $balance }, and a day may cost { $day }.
doctor-relay-little-do = Send it some, or set smaller purses in relay.toml: with nothing left it sends everybody away.
doctor-relay-no-account = A relay is set up, but no account is chosen that pays.
doctor-relay-no-account-do = Choose it with --account or IOU_ACCOUNT.
doctor-relay-unknown = What { $account } has is not known without a node.
doctor-relay-unknown-do = Make the node work first.

problem-malformed = This is no request as the description has it.
problem-malformed-do = GET /v1/openapi.json describes it. An intent is handed over with exactly the bytes that were signed.
problem-not-found = There is nothing at this address.
problem-not-found-do = Intents are handed over with POST /v1/intents.
problem-unknown-intent = Nothing was handed over here under this id.
problem-unknown-intent-do = Hand it over; or ask the relay that has it.
problem-method-not-allowed = This address does not take that method.
problem-method-not-allowed-do = POST /v1/intents hands over, GET /v1/intents/ID asks.
problem-too-slow = The request did not come in time.
problem-too-slow-do = Send it again; it is safe to repeat.
problem-too-large = This is larger than what the contract takes.
problem-too-large-do = An intent has at most 12 KiB, a request at most 64 KiB.
problem-not-json = The request is not said to be JSON.
problem-not-json-do = Send it with Content-Type: application/json.
problem-passed = This was used, or taken back, before.
problem-passed-do = Look at the loan: what was signed may be on record already. Who still wants it signs anew.
problem-not-relayed = A relay does not submit this for others.
problem-not-relayed-do = Money on the chain moves by a transaction of its owner; what anyone may do needs no signature; a proposal goes with the other party's; a claim is divided into two parts at most.
problem-unknown-people = This relay pays for new loans only of people whom its operator knows.
problem-unknown-people-do = Ask the operator to list your account or the digest of the terms, or hand both intents to another relay.
problem-too-costly = This would cost more than a step of its kind may.
problem-too-costly-do = Submit it with a transaction of your own, or hand it to another relay.
problem-rate-limited = You ask too often.
problem-rate-limited-do = Wait as long as Retry-After says. What was handed over is not forgotten meanwhile.
problem-budget-of-key = The signer has had as many intents submitted as this relay pays for in a day.
problem-budget-of-key-do = Try again tomorrow (UTC), or hand it to another relay.
problem-budget-of-loan = As many intents were submitted for this loan as this relay pays for in a day.
problem-budget-of-loan-do = Try again tomorrow (UTC), or hand it to another relay.
problem-budget-of-address = From your address came as many intents as this relay pays for in a day.
problem-budget-of-address-do = Try again tomorrow (UTC), or hand it to another relay.
problem-too-many-waiting = As many intents of this signer wait for this loan as go into one submission.
problem-too-many-waiting-do = Wait until those are in a block.
problem-busy = More is asked of this relay than it does at once.
problem-busy-do = Wait as long as Retry-After says, or hand it to another relay.
problem-purse-empty = What this relay pays in a day is spent.
problem-purse-empty-do = Try again tomorrow (UTC), or hand it to another relay.
problem-node-away = This relay's node does not answer.
problem-node-away-do = Try again later, or hand it to another relay.
problem-no-fees = This relay's account has no money.
problem-no-fees-do = Tell its operator, or hand it to another relay.
problem-internal = Something is wrong with this relay.
problem-internal-do = Its log says what. Hand it to another relay meanwhile.
problem-other-host = This host has another name.
problem-other-host-do = Use the address under which it is known (--public-url of whoever runs it).
problem-other-origin = This was sent from a page of another site.
problem-other-origin-do = Open the page here, and send it from there.
problem-form = A field of the form cannot be taken as it is.
problem-unknown-draft = There is no such draft.
problem-unknown-draft-do = The link may be cut off, or the draft is over: ask whoever sent it for a new one.
problem-draft-exists = There is another draft under this link already.
problem-draft-exists-do = Make a new link: each is for one draft.
problem-bad-moment = This draft was not made just now.
problem-bad-moment-do = Set the clock of your device right, and try again.
problem-not-signed-so = The signature is not of this account, or was made for something else.
problem-not-signed-so-do = Sign again, on the page that you were sent to.
problem-bad-fields = These personal fields have no place here.
problem-bad-fields-do = Each person commits to their own fields, each once.
problem-box-too-large = What is to be kept here is too large.
problem-box-too-large-do = At most 8 KiB go into one box.
problem-seat-key = This is not the whole link.
problem-seat-key-do = Open the link that you were sent, unchanged.
problem-seat-taken = Somebody has taken this link already.
problem-seat-taken-do = If it was not you, call whoever sent it: they can take it back and send a new one.
problem-seat-empty = The other person has not come yet.
problem-seat-empty-do = Send them the link, and wait.
problem-own-seat = You cannot lend to yourself.
problem-own-seat-do = The link is for the other person.
problem-draft-void = This draft was taken back.
problem-draft-void-do = Ask whoever sent it for a new one.
problem-draft-expired = The time for signing is over.
problem-draft-expired-do = Make a new draft.
problem-draft-signed = Both have signed; it cannot be taken back any more.
problem-draft-signed-do = What follows is done to the loan itself.
problem-fields-given = This was given already.
problem-fields-given-do = There is nothing more to do.
problem-other-terms = What was signed are not the terms of this draft, or it was signed by somebody else.
problem-other-terms-do = Open the draft again, read it and sign it there.
problem-borrower-first = The borrower signs first.
problem-borrower-first-do = Wait until they have.
problem-borrower-late = What the borrower signed holds no longer.
problem-borrower-late-do = Ask the borrower to sign once more; it takes a moment.
problem-unknown-box = Nothing is kept here.
problem-unknown-box-do = Check that these are the right words, and the right service.
problem-box-counter = Something newer is kept here.
problem-box-counter-do = Read it first, then write what is newer.
problem-box-key = This place is another key's.
problem-box-key-do = Only the key that wrote here first can write here.
problem-pages-of-address = From your address came as much as this service keeps in a day.
problem-pages-of-address-do = Try again tomorrow (UTC).
problem-pages-of-service = This service keeps no more today: its daily limit is reached.
problem-pages-of-service-do = Try again tomorrow (UTC), or use another service. Whoever runs it sets the limits: --drafts-a-day, --boxes-a-day, --log-ins-a-day.
problem-nonce = This log-in is over, or was used.
problem-nonce-do = Log in again.
problem-not-logged-in = Nobody is logged in.
problem-not-logged-in-do = Log in with the key of your loan.
problem-link-over = This link holds no longer.
problem-link-over-do = Log in, or wait for the next message.
problem-not-ready = The chain was not read yet.
problem-not-ready-do = Try again in a moment.
problem-file-too-large = The file is larger than what is checked here.
problem-file-too-large-do = Check it with `iou verify`, or on a page that keeps it in the browser.
problem-evidence-unreadable = This is no file of evidence, or not the whole of one.
problem-evidence-unreadable-do = Send the .iou file, or the certificate with it inside, exactly as it was received.
problem-not-settled = This loan is not settled.
problem-not-settled-do = The certificate of settlement is there once nothing is owed any more. `format=pdf` is the certificate of where it stands.
problem-no-certificates = This service prints no certificates.
problem-no-certificates-do = Take the evidence without `format=pdf`, and print it yourself: `iou verify FILE.iou --chain-spec SPEC --pdf FILE.pdf`.
problem-no-fonts = The fonts that certificates are set in are missing here.
problem-no-fonts-do = Take the evidence without `format=pdf`, and print it yourself: `iou verify FILE.iou --chain-spec SPEC --pdf FILE.pdf`. Whoever runs this service installs them with `make fonts`, or names their directory in IOU_FONTS.

## Statements of bank and wallet

err-statement-unknown = This is no statement that can be read here.
rec-statement-unknown = Export the statement again, as the bank or wallet gives it out, and do not open or save it in another program. Read are: Alipay (CSV), WeChat (CSV, XLSX), China Merchants Bank debit cards (CSV), CAMT.053 (XML), MT940.
err-statement-column = In the statement ({ $source }) the column { $column } stands twice.
rec-statement-column = Export the statement again, as it is given out. Nothing was read of it.
err-statement-place = The statement ({ $source }) cannot be read at { $place }: { $column } is "{ $value }".
rec-statement-place = Export the statement again, as it is given out. Nothing was read of it: half a statement makes wrong matches.
err-statement-cut = The statement ({ $source }) ends too early.
rec-statement-cut = Copy or export the whole file again. Nothing was read of it.
err-statement-incomplete = The statement ({ $source }) says { $said } and has { $found }: rows are missing, or were changed or doubled.
rec-statement-incomplete = Export the statement again, as it is given out. Nothing was read of it.
err-statement-too-large = The file is larger than any statement: { $what }, of which at most { $most } are read.
rec-statement-too-large = Export a shorter span of time.
err-statement-xml = The file is no XML, or XML that is not read here: { $reason }
rec-statement-xml = Export the statement again. XML with a DTD or entities of its own is never read.
err-statement-workbook = The workbook cannot be read: { $reason }
rec-statement-workbook = Export the statement again, as XLSX and without a password, or as CSV.
help-import = Find the payments of your loans in a statement of bank or wallet: the borrower reports them, the lender sees which reports it supports
help-import-examples =
    {"  "}iou --account zhangsan import alipay_record.csv --dry-run
    {"  "}iou --account zhangsan import alipay_record.csv
    {"  "}IOU_IMPORT_CONFIRMS=code iou --account lisi import statement.xml
help-import--file = The statement as it was exported: Alipay CSV, WeChat CSV or XLSX, China Merchants Bank CSV, CAMT.053, MT940. It stays on this machine
help-import--dry-run = Show what is found and do nothing
help-evidence--receipts = Attach the rows of statements that `iou import` put on record for this loan, with their salts
label-row = Row
label-direction = Way
label-counterparty = Other side
label-good-for = For
label-fits-by = By
label-doubt = Doubt
import-label-memo = Memo
direction-in = in
direction-out = out
statement-source-alipay = Alipay
statement-source-wechat = WeChat Pay
statement-source-cmb = China Merchants Bank
statement-source-camt053 = bank, CAMT.053
statement-source-mt940 = bank, MT940
statement-strength-alipay = How strong it is: Alipay calls this file one for personal checking only, and anybody can change it. A sealed electronic receipt (电子回单) of the payment is better: attach it.
statement-strength-wechat = How strong it is: WeChat gives this file out for personal checking, and anybody can change it. A sealed certificate of the transfer (转账凭证) is better: attach it.
statement-strength-cmb = How strong it is: a bank's table without a seal, which anybody can change. The bank's sealed electronic receipt (电子回单) is better: attach it.
statement-strength-camt053 = How strong it is: a bank's data without a seal, which anybody can change. The bank's sealed receipt of the payment is better: attach it.
statement-strength-mt940 = How strong it is: a bank's data without a seal, which anybody can change. The bank's sealed receipt of the payment is better: attach it.
skipped-neutral = Neither income nor expense
skipped-refund = Given back
skipped-closed = Closed, failed or cancelled
skipped-pending = Not done yet
skipped-unknown-state = Of a state that is not known here
skipped-batch = Several payments in one entry, without their amounts
skipped-nothing = Of nothing
skipped-shifted = With more columns than the header, so that nobody can say what stands in which
import-read = { $source }: { $rows } payments
import-skipped = Passed over:
import-used = { $record ->
    [yes] Row { $row } is on record already, for loan { $loan }: it is not used again.
   *[no] Row { $row } was signed for before, for loan { $loan }, and was not found on record: it may still get there.
}
import-unreadable = It is passed over. What is on record is asked about all the same, and nothing was deleted.
import-matches = Found:
import-none = No payment of your loans was found for sure.
import-doubtful = Doubtful, and nothing is done about them unless you say so:
import-seat-held = Row { $row } waits: nothing may be decided for your seat in loan { $loan } now, since somebody claims it or its account has changed within thirty days. `iou seat show { $loan }` says until when: import the statement again after that.
import-rule-off = Nothing is confirmed by a statement: import_confirms is off. Type the command, or switch the rule on in iou.toml: import_confirms = "code" (the loan's memo code) or "name" (also the borrower's whole name).
import-doubt-heading = This is not clear:
import-doubt-question = Is it this payment? [y/N]
import-doubt-several = it fits several things to do
import-doubt-twice = another row fits the same
import-doubt-returned = money went back
import-doubt-recorded = something like it is on record
import-doubt-foreign-code = its memo code is of no loan known here
import-doubt-codes = it has the memo codes of several loans
import-doubt-other-amount = it has the loan's memo code, and another amount or day
import-doubt-parts = together with others it is what is due
fits-by-memo-code = memo code
fits-by-name = name
fits-by-weak-name = masked name or nickname
check-statement-row = Row of a statement
evidence-statement-row-stated = Receipt of event { $event }: the row of the statement ({ $source }) whose digest is on record: { $day }, { $direction }, { $sum }, { $counterparty }; memo: { $memo }; number: { $id }. { $agrees ->
    [yes] Amount and day are those of the event.
   *[no] Loan, amount or day are NOT those of the event.
} The row is its holder's copy. { $strength }
