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
