# 客户端的中文消息。各类标识的含义见 src/text.rs（消息）、src/error.rs（err-*、rec-*）与 src/cli/help.rs（help-*）。
# 测试会把本文件与 en/iou.ftl 以及源代码逐条核对。

## 标签

label-error = 错误：
label-warning = 警告：
label-advice = 处理办法：
label-name = 名称
label-address = 地址
label-public-key = 公钥
label-created = 创建时间
label-file = 文件
label-setting = 设置项
label-value = 值
label-origin = 来源
label-transaction = 交易
label-status = 状态
label-block = 区块
label-action = 操作
label-loan = 借条
label-time = 时间
label-chain = 链

## 提示

progress-connecting = 正在连接 { $url }
progress-submitting = 正在等待链上结果
progress-locking = 正在用口令加密
progress-unlocking = 正在用口令打开
backup-remember = 没有口令，谁也打不开。各账户的密码不变，恢复后仍要用到。请把备份存放在本机以外的地方。
restore-next = 各账户仍用原来的密码。iou account list · iou list
paper-title = iou 备份，{ $made }
paper-how = 恢复命令：iou restore 文件。请把下列各行（次序不限）或二维码中的内容写入文件；打开时需要备份的口令。
label-paper = 纸质备份
label-accounts = 账户
label-private-files = 有个人信息的借款
label-contacts = 联系人
label-directory = 目录
label-restored-new = 已恢复
label-restored-merged = 已合并
label-restored-same = 本机已有
label-restored-beside = 两份都保留
label-loan-key = 本笔借款的密钥
account-phrase-warning = 请按顺序把下列单词抄在纸上。得到它们的人可以替本账户签名；密钥库一旦丢失，没有它们就无法找回；它们不会再次显示。
account-scan-next = 若这不是新密钥，可找回它的各笔借款：iou account scan { $name }
account-scanned = 共查看 { $looked } 个借款密钥，其中 { $count } 个已使用。
account-loan-keys-none = 尚未用过借款密钥。
account-exported = 账户 { $name } 的密钥库已写入 { $path }，仍由原密码保护。
account-none = 还没有账户。可用 `iou account new 名称` 新建。
config-absent = （不存在）
tx-none = 本机尚未提交过任何交易。
tx-submitting = 正在提交交易 { $hash }
status-finalised = 已最终确认

## 询问

prompt-password = { $name } 的密码
prompt-new-password = 为 { $name } 设置新密码
prompt-repeat = 再输入一次
prompt-mismatch = 两次输入不一致。
prompt-empty = 没有输入内容。请输入后按回车，或按 Ctrl-C 停止。
prompt-phrase = 助记词
prompt-passphrase = 双方约定的口令
prompt-backup = 备份的口令
confirm-heading = 即将签名并提交：
confirm-question = 确认签名并提交？[y/N]
warning-exposed = { $url } 不在本机，且传输未加密：途中任何人都能读取内容，并可冒充节点作答。请改用 wss://，或建立通往 127.0.0.1 的隧道。
warning-not-pinned = 配置档 { $profile } 尚未记下其链的 { $missing }：金额只能按节点所说显示，因此不会签名。请用 `iou config pin` 查看并写入。
pin-heading = 节点对其链的说明如下（请与链的运营方公布的内容核对）：
pin-question = 写入配置档？[y/N]
pin-done = 已写入 { $file }。今后凡说法不同的节点一律拒绝。
pin-nothing = 各项均已写入，节点所说与之一致。
label-overpaid-by = 多付
label-late-instalments = 逾期期数
label-if-confirmed = 确认后的{ $label }
overpayment-heading = 金额超过所欠：
overpayment-question = 仍要如此记录？[y/N]
label-public = 永久公开
public-for-ever = 账户、金额、利率、日期、每一步骤，包括违约，上链后谁也不能删除；姓名、号码和借款用途不上链
clause-heading = 协议中有一条须单独提示、单独确认，签署前请仔细阅读：
clause-question = 我已阅读并同意本条。[y/N]
label-pinned = 将写入：{ $name }
label-node = 节点

## 错误中引用的说明

why-hash = 交易哈希由 0x 和 64 位十六进制数字组成。
why-duration = 时长写作 30d、12h、30min 或 "1d 6h"，也可以写 7天、24小时，且要大于零。月和年在这里没有固定长度，请写天数。
why-moment = 时刻写作 2026-12-01T08:00:00+08:00。

## 错误：出了什么问题（err）与如何处理（rec）

err-usage = { $reason }
rec-usage = `iou 命令 --help` 会说明每个参数。
err-prompt-required = 该命令需要签名，但没有可供询问的终端。
rec-prompt-required = 核对命令内容后加上 -y，或在终端中运行。
err-declined = 未得到肯定答复，没有签名，也没有提交。
rec-declined = 如确认无误，请重新运行并回答 y。
err-output-closed = 输出的读取方已关闭。
rec-output-closed = 无需处理。

err-config = 无法读取配置：{ $reason }
rec-config = 请更正所指出的文件；`iou config path` 会列出所用的文件。
err-profile-unknown = 没有名为“{ $profile }”的配置档（现有：{ $known }）。
rec-profile-unknown = 用 --profile 另选一个，或在 iou.toml 中添加带 url 的 [profile.{ $profile }]，或使用 --url。
err-config-key = { $file } 中的 { $key } 不是已知的设置项
rec-config-key = 请更正或删除。已知的设置项：{ $known }。
err-config-missing = 配置档“{ $profile }”没有设置 { $key }。
rec-config-missing = 请在 iou.toml 的 [profile.{ $profile }] 下设置 { $key }。`iou deploy` 会写入 contract、code_hash 和 genesis。
err-config-value = { $key } = “{ $value }”（来自 { $origin }）不可用：{ $reason }
rec-config-value = 请在设置处更正；`iou config show` 会列出所有值及其来源。

err-form = { $file }：字段 { $field }：{ $why }
rec-form = 请更正 { $file } 中的字段 { $field } 后重试。没有提交任何内容。
err-amount = 金额“{ $value }”不可用：{ $why }
rec-amount = 金额写成带小数点的数字，例如 1234.50。
err-argument = { $name } “{ $value }”不可用：{ $why }
rec-argument = 请更正 { $name } 后重试。没有提交任何内容。
err-bundle = { $path } 不是完整的合约包：{ $reason }
rec-bundle = 请重新构建合约，或提供构建完成的 .contract 文件。

err-account-name = “{ $name }”不能用作账户名称。
rec-account-name = 以文字或数字开头，只用文字、数字、“.”、“-”和“_”，最多 64 个字符。
err-keystore-not-found = { $dir } 中没有账户“{ $name }”。
rec-keystore-not-found = `iou account list` 列出全部账户；`iou account new { $name }` 或 `iou account import { $name }` 可以建立它。
err-keystore-exists = 账户“{ $name }”已存在：{ $path }
rec-keystore-exists = 请换一个名称。密钥库绝不会被覆盖。
err-wrong-password = “{ $name }”的密码不正确。
rec-wrong-password = 请重试。忘记密码时只能用助记词重新导入：`iou account import`。
err-keystore-invalid = 密钥库 { $path } 不可用：{ $reason }
rec-keystore-invalid = 请从钱包重新导出 JSON（第 3 版，sr25519），或导入助记词。
err-keystore-kind = { $path } 中的密钥属于 { $kind } 类型；本链使用 sr25519 签名。
rec-keystore-kind = 请在钱包中选择或新建 sr25519（Schnorrkel）类型的账户并导出；也可在此新建：iou account new 名称
err-permissions-too-open = 其他用户可以读取含有秘密的 { $path }（权限 { $mode }）。
rec-permissions-too-open = 请运行：chmod 600 { $path }
err-phrase = 助记词不可用：{ $reason }
rec-phrase = 请提供 12 或 24 个单词（英文或中文词表）、形如 //Alice 的派生路径，或 0x 加 64 位十六进制数字。
err-phrase-word = 助记词的第 { $number } 个词“{ $word }”不在词表中。相近的词：{ $like }
rec-phrase-word = 请对照纸上的记录重新输入这个词。单词应全部来自 BIP-39 英文词表，或全部来自简体中文词表。
err-phrase-checksum = 每个词都在词表中，但合在一起不是有效的助记词。
rec-phrase-checksum = 可能有一个词写错，或两个词换了位置。请按顺序逐个核对。
err-loan-keys-invalid = { $path } 应当记录各笔借款密钥的地址，但内容不对。
rec-loan-keys-invalid = 删除该文件即可；`iou account scan` 会重新找到这些地址。
err-loan-key-poor = 本账户为单笔借款派生的第 { $number } 号密钥没有余额支付手续费：{ $address }
rec-loan-key-poor = 请交给代提交服务，由其付费；或请别人向该地址转入少许代币。若从自己的账户转入，所有人都能看出二者同属一人。
err-loan-key-unnamed = 表单中的出借人、借款人都不是 { $account }，无法为这笔借款换用单独的密钥。
rec-loan-key-unnamed = 请在表单中写上自己的账户名，或去掉 --loan-key。
err-password-required = 需要“{ $name }”的密码，但没有可供询问的终端。
rec-password-required = 请使用 --password-file 文件，或设置 IOU_PASSWORD_FILE。
err-no-account = 没有选择账户。
rec-no-account = 请使用 --account 名称，或在 iou.toml 中设置 account。`iou account list` 列出全部账户。
err-dev-key-refused = { $address } 是公开的开发密钥，而 { $chain } 不是开发链。
rec-dev-key-refused = 请使用自己的账户：`iou account new 名称`。任何人都能用这个密钥签名。

err-private-not-found = 本机没有 { $address } 关于摘要为 { $digest } 的借条的私密数据。
rec-private-not-found = 请在填写表单的机器上操作，或复制那里的 private 目录。
err-fields-missing = 借款 { $loan } 的条款含有对姓名等个人信息的承诺，而本机没有这些信息：签了就等于签看不见的内容，以后也无法证明。
rec-fields-missing = 请发起人执行 `iou fields send { $loan }`，再用 `iou fields take 文件` 收下。若不看个人信息也要签：--without-fields。
err-handover-refused = 未收下 { $path }：{ $why }
rec-handover-refused = 未保存任何内容。请发起人重新发送（`iou fields send 编号`）。
err-backup-foreign = { $path } 不是本程序的备份。
rec-backup-foreign = 请提供 `iou backup` 写出的文件，或其纸质备份的文字。
err-backup-damaged = 备份 { $path } 写成之后被截断或改动了。
rec-backup-damaged = 没有恢复任何内容。请从保存处重新复制，或使用另一份；不完整的备份不能部分打开。
err-backup-newer = 备份 { $path } 的格式为第 { $version } 版，由更新的程序写成。
rec-backup-newer = 请用该版本的程序恢复。
err-backup-passphrase = 备份 { $path } 使用的是另一个口令。
rec-backup-passphrase = 没有恢复任何内容。应输入 `iou backup` 时设定的口令，而不是账户的密码。空格和大小写都算。
err-backup-too-large = 内容过多：{ $what }，最多为 { $most }。
rec-backup-too-large = 可以不做纸质备份（去掉 --paper），或把已经了结的借款的个人信息移到别处。
err-paper-lines = { $path } 中有输错的行：{ $lines }。
rec-paper-lines = 请对照纸张重新输入这几行；其余各行无误。
err-paper-incomplete = { $path } 缺少这些行：{ $lines }。
rec-paper-incomplete = 请补上这几行，位置不限。
err-restore-conflict = 没有恢复任何内容：{ $dir } 中有 { $count } 个文件与备份不同：{ $paths }
rec-restore-conflict = 用 --keep 则本机文件保留原名，备份的放在旁边；用 --force 则备份的文件用原名，本机原有的放在旁边。两种方式都不会丢失内容。
err-seal-impossible = 无法加密给 { $address }：它不是 sr25519 密钥的账户（而是合约、多签或其他类型的密钥）。
rec-seal-impossible = 请双方另行约定口令（不要走同一渠道），并用 --passphrase 发送。
err-code-too-long = { $length } 个字符放不进二维码（最多 4296 个）。
rec-code-too-long = 请发送文件（-o 文件），或用 --withhold 略去部分信息。
err-private-unreadable = 无法读取 { $path } 中的私密数据：{ $reason }
rec-private-unreadable = 请从备份恢复该文件。只有写入它的账户才能打开它。
err-rows-busy = 账户 { $address } 的另一次账单导入正在进行。
rec-rows-busy = 请等它结束，或回答它的提问：两次导入同时进行，同一笔款项可能被记录两次。
err-field-unknown = 没有可以披露的个人信息项“{ $field }”。
rec-field-unknown = 本机还有：{ $known }。已经遗忘的无法恢复。
err-agreement-text = { $path } 不是这份借条的文本：{ $why }
rec-agreement-text = 请用 `iou agreement` 重新生成后比对：每个字符都算数，包括空格和换行。

err-url-invalid = “{ $url }”不是节点地址：{ $reason }
rec-url-invalid = 请提供形如 ws://127.0.0.1:9944 的地址。
err-node-unreachable = 无法连接节点 { $url }：{ $reason }
rec-node-unreachable = 请启动节点或更正地址（--url，或 iou.toml 中的 url）。没有提交任何内容。
err-node-silent = 节点 { $url } 在 { $seconds } 秒内没有回应 { $method }。
rec-node-silent = 请查看节点日志，或用 --url 换一个节点。该请求没有提交任何内容。
err-node-lost = 与 { $url } 的连接中断：{ $reason }
rec-node-lost = 连接中断并不表示节点没有执行请求：交易情况可用 `iou tx` 查询。请确认节点和网络正常后重试；profile 中可列出多个节点。
err-node = 节点 { $url } 返回错误：{ $reason }
rec-node = 若持续出现，请查看节点日志。
err-node-pruned = 节点 { $url } 不保留这么早的区块的状态：{ $reason }
rec-node-pruned = 请改用归档节点（--url）：以 --state-pruning archive-canonical 运行、且不是用 --sync warp 启动的节点。见 docs/operations.md。
err-chain-mismatch = { $url } 运行的不是预期的链：其首块为 { $found }，而不是 { $expected }。
rec-chain-mismatch = 没有提交任何内容。请更正配置档中的 url 或 genesis；如果链已从头重建，请重新部署。
err-chain-differs = { $url } 称 { $what } 为 { $found }；而配置档 { $profile } 记下的是 { $expected }。
rec-chain-differs = 没有签署任何内容。小数位或符号不同时，显示的金额就不是实际转移的金额：请换用该链的另一个节点，并告知本节点的运营方。只有在链本身确已变更时，才应与运营方公布的内容核对，从配置档中删去该行，再运行 `iou config pin`。
err-chain-not-pinned = 配置档 { $profile } 尚未记下其链的情况（{ $missing }），实际转移的金额可能与显示的不同。
rec-chain-not-pinned = 没有签署任何内容。请运行 `iou config pin`，将所示内容与链的运营方公布的核对后写入。自行部署合约时，`iou deploy` 会一并写入。
err-node-untrue = { $url } 给出了不可能属实的回答：{ $reason }
rec-node-untrue = 由此得出的内容均未采用。请改问该链的另一个节点，并告知本节点的运营方。
err-list-too-long = 节点称共有 { $count } 笔借款；列表最多显示 { $most } 笔。
rec-list-too-long = 请指定账户（`iou list --account …`），或查阅 `iou index` 的数据表。
err-overpayment = 比所欠金额多 { $overpaid }。
rec-overpayment = 没有签署任何内容。请再核对金额；如确实无误，请加上 --allow-overpayment，或去掉 -y 由程序询问。
err-clause-apart = 协议中关于签署请求与公开记录的一条须单独确认，仅有 -y 不视为同意。
rec-clause-apart = 没有签署任何内容。请阅读该条（`iou agreement` 可输出全文）；如同意，请加上 --agree-requests，或去掉 -y 由程序询问。
err-clock-differs = 最新区块的时间为 { $block }；本机时钟为 { $machine }。
rec-clock-differs = 没有签署任何内容：否则显示的今日欠款会是另一天的数字。请校准本机时钟，或改问另一节点；`iou doctor` 会指出哪一方落后。
err-chain-unsuitable = 链 { $chain } 不可用：{ $reason }
rec-chain-unsuitable = 请使用带有 pallet-contracts 的链，并使用与链版本相称的客户端。
err-not-dev-chain = { $chain } 不是开发链，不能移动它的时钟。
rec-not-dev-chain = 请用 --dev 启动节点。

err-index-foreign = 数据库 { $database } 属于另一条链或另一个合约：其 { $what } 为 { $expected }，节点为 { $found }。
rec-index-foreign = 请使用属于此配置的数据库（--database），或更正配置中的 url 与 contract。若开发链已重新开始：iou index rebuild。
err-chain-anew = 链在同一首块之下重新开始：区块 { $block } 现为 { $found }，而数据库 { $database } 中是 { $expected }。
rec-chain-anew = 若是被清空的开发链：运行 iou index rebuild，或换用其他数据库。若是其他链，同一高度出现两个最终区块属于警报：在采信任何一方之前请先询问各机构（docs/operations.md）。
err-index-gap = 区块 { $block } 中借条 { $loan } 的第 { $sequence } 号事件不接续最近读到的事件：有遗漏或被替换。
rec-index-gap = 数据表停在该区块之前。请与另一个节点核对（--url），然后重建：iou index rebuild。
err-index-shared = 另一个进程同时写入了数据库 { $database }。
rec-index-shared = 一个数据库只需一个索引进程；请停止另一个，或由它继续。
err-code-replaced = 合约 { $contract } 在区块 { $block } 的代码与先前不同。
rec-code-replaced = 该区块之后未再读取。请查明是谁、为何替换了代码，并使用与之对应的 iou 版本。
err-node-behind = 节点最新的最终区块是 { $head }，而数据库已有区块 { $block }。
rec-node-behind = 节点可能刚启动或同步较慢：请稍候。若一直落后，请换用其他节点（--url）。
err-database = 数据库 { $database } 无法使用：{ $reason }。
rec-database = 请检查路径或服务器是否正确、可连接、可写，磁盘是否有空间。已提交的内容没有丢失；请重新运行命令。
err-database-none = 尚无数据库 { $database }。
rec-database-none = `iou index` 或 `iou run` 会创建并填充它；用 `--database` 或 profile 中的 `database` 指定其他数据库。
err-database-older = { $database } 的表属于旧版本（{ $version }）；查询命令不会更改它们。
rec-database-older = 请先备份数据库，再运行 `iou index` 或 `iou run` 完成升级。
err-database-newer = 数据库 { $database } 的表结构为第 { $version } 版，由更新版本的程序建立。
rec-database-newer = 请使用该版本的 iou，或换用另一个数据库。
err-listen = 无法在 { $address } 提供状态页面：{ $reason }。
rec-listen = 请用 --listen 另给地址和端口（`--listen off` 表示不提供页面），或停止占用它的程序。
err-public-url = { $url } 不是主机地址。
rec-public-url = 请只写协议、主机和端口，例如 https://iou.example（--public-url、--signer-url）。
err-unhealthy = 未通过的检查项数：{ $failed }。
rec-unhealthy = 请从第一个带 ✗ 的行开始处理：其余各项可能由它引起。
err-dry-run-failed = 试运行失败：{ $reason }
rec-dry-run-failed = 没有提交任何内容。请检查账户余额和参数。
err-transaction-rejected = 节点没有接受交易 { $hash }：{ $reason }
rec-transaction-rejected = 交易没有提交。请确认账户能够支付手续费，然后重试。
err-nonce-taken = { $account } 的另一笔交易同时发出，占用了本交易（{ $hash }）的序号：{ $reason }
rec-nonce-taken = 本交易没有提交，也没有任何效果。请等另一笔交易进入区块后重试；同时签名的程序应各用一个账户。
err-transaction-failed = 交易 { $hash } 在区块 { $block } 中失败：{ $reason }
rec-transaction-failed = 除手续费外没有任何效果。`iou show` 显示当前状态。
err-transaction-expired = 交易 { $hash } 已不可能再被收录（最后期限为区块 { $last_block }，或已被另一笔交易取代）。
rec-transaction-expired = 它没有任何效果，可以重新运行命令。
err-outcome-pending = 交易 { $hash } 尚未最终确认：{ $status ->
        [in_block] 它所在的区块仍可能被替换
        [pending] 它在节点的交易池中等待
       *[other] 该节点没有见到它
    }。
rec-outcome-pending = 请稍后用 `iou tx { $hash }` 再查。区块 { $last_block } 之后它不可能再被收录。
err-outcome-unknown = 交易 { $hash } 已提交，但结果未知：{ $reason }
rec-outcome-unknown = 请勿重复执行命令。请查询结果：iou tx { $hash }

err-code-hash-mismatch = 合约 { $contract } 运行的代码是 { $found }，而不是配置中的 { $expected }。
rec-code-hash-mismatch = 请勿在该合约上签名。如确系有意更换，请核对新代码并把其哈希写入配置；`iou config path` 显示文件位置。
err-unsound = 借款 { $loan } 的第 { $sequence } 号事件与此前事件不符（{ $reason }）。
rec-unsound = 请勿采信其任何数字。请与其他节点比对，并报告借款编号及 `iou watch --from 0 --loan 编号 --json` 的输出。
err-evidence = 节点的回答不足以构成可采信的证据：{ $reason }
rec-evidence = 没有写入任何文件。请稍后重试；若仍如此，请换用保存历史区块状态的其他节点。
err-evidence-foreign = 该内容不属于这份证据文件：{ $reason }
rec-evidence-foreign = 没有写入任何文件。--attach 只接受其 SHA-256 已由借款事件载明的文件（见 `iou show LOAN`），--notices 只接受涉及该笔借款的记录，--passkey 只接受一方当事人对该笔借款的记录，--anchor 只接受对该文件所作的时间戳，--add-to 只接受由 `iou evidence` 生成的文件。请去掉不相符的一项。
err-not-settled = 第 { $loan } 号借条尚未结清：截至 { $day }，应还 { $owed }。
rec-not-settled = 应转账的金额见 `iou pay-slip { $loan } --all`；转账后用 `iou report { $loan } all` 登记（通过合约还款的用 `iou repay { $loan } all`）。登记的还款经出借人确认（`iou confirm { $loan }`）后才计入。
err-evidence-unsettled = 文件证明第 { $loan } 号借条并未结清：状态为{ $status }，应还 { $owed }。
rec-evidence-unsettled = 请勿当作结清证明。不再欠款之后，可用 `iou settled { $loan } --pdf 文件` 生成结清证明。
err-settled-not-final = 第 { $loan } 号借条在最新区块中已结清，但该区块尚未最终确定。
rec-settled-not-final = 请稍候一分钟再试。
err-nothing-owed = 第 { $loan } 号借条没有欠款：状态为“{ $status }”。
rec-nothing-owed = 没有需要还的款，也没有需要结清的债务。现状见 `iou show { $loan }`；已结清的，可用 `iou settled { $loan }` 证明。
err-paid-on-chain = 第 { $loan } 号借条通过合约还款，不经银行转账。
rec-paid-on-chain = 请用 `iou repay { $loan } 金额` 还款；没有用于银行转账的还款单。
err-evidence-false = 文件中有与已证明事实相矛盾的内容，共 { $count } 项。
rec-evidence-false = 请勿采信。请向提供者另行索取，并确认所用的链规范文件正确。
err-ledger-unnamed = 文件中没有虚假内容，但尚无人指明 { $chain } 上记载借款的是哪一个合约。
rec-ledger-unnamed = 请向您信任的机构索取该合约的地址，再以 --contract ADDRESS 核验。本文件出自合约 { $contract }；合约由谁编写，其内容便可由谁编造。
err-evidence-unreadable = 未能验证 { $path }：{ $why }
rec-evidence-unreadable = 什么也没有核对，也没有发现虚假之处。请对方重新发送完整的文件：聊天软件或邮件可能改动或截断了它。
err-evidence-old = 该文件只说明到 { $time }（区块 { $block }），没有更晚的内容；您要求不早于 { $limit }。
rec-evidence-old = 它所说的在当时已得证明。请索取更新的文件：`iou evidence 编号 -o 文件`。
err-chain-spec = 无法从 { $path } 得出创世区块：{ $reason }
rec-chain-spec = 请向链上任一机构索取原始格式（raw）的链规范；可用 `iou-node export-chain-spec --raw --chain 名称` 导出。
err-not-found = 不存在：{ $what } { $name }。
rec-not-found = 请核对编号或哈希，并用 `iou config show` 确认所用的链和合约。
err-io = { $path }：{ $reason }
rec-io = 请检查文件或目录是否存在、是否有权使用，以及磁盘是否已满。
err-file-exists = { $path } 已经存在。
rec-file-exists = 未写入任何内容。请换一个名字；--force 会覆盖它，其中的内容将会丢失。

err-contract = 合约拒绝：{ $error }
rec-contract = 没有提交任何内容。当前客户端不认识这个原因，请尝试更新客户端。

## 帮助：框架

help-usage = 用法：
help-commands = 命令
help-group-make = 立借条
help-group-pay = 还款，以及撤销误记的还款
help-group-change = 变更
help-group-claim = 主张权利与异议
help-group-look = 查看
help-group-calculate = 计算（无需任何链）
help-group-prove = 举证
help-group-service = 服务：跟踪链上事件、提醒相关人
help-group-office = 管理合约与链
help-group-tools = 本机
help-more = “iou 命令 --help” 说明该命令的作用、示例及各命令共有的选项。
choice-default = [默认: { $values }]
choice-values = [可选: { $values }]
help-arguments = 参数
help-options = 选项
help-global-options = 通用选项
help-examples = 示例：

## 帮助：通用选项

help--json = 在标准输出上每行写一个 JSON 信封，供程序读取
help--lang = 消息语言 [环境变量: IOU_LANG]
help--url = 节点的 JSON-RPC 地址 [环境变量: IOU_URL]
help--profile = iou.toml 中的配置档：一条链和一个合约 [环境变量: IOU_PROFILE]
help--account = 用于签名的密钥库 [环境变量: IOU_ACCOUNT]
help--suri = 改用秘密 URI 签名：开发链上可用 //Alice；- 表示从标准输入读取
help--password-file = 首行为密钥库密码的文件 [环境变量: IOU_PASSWORD_FILE]
help--yes = 签名前不再询问
help--allow-overpayment = 与 -y 同用时，允许记录超过所欠金额的付款；否则拒绝
help--agree-requests = 与 -y 同用时，表示同意签署条款前须单独提示、单独确认的“签署请求与公开记录”一条；否则拒绝
help--wait = 跟踪交易到哪一步：节点接受、进入区块、最终确认
help--timeout = 等待节点的最长秒数；超过后已提交交易的结果视为未知（退出码 3）
help--verbose = 把日志写到标准错误；重复两三次更详细
help--quiet = 标准错误上只写错误和警告
help--color = 何时使用颜色
help--log-format = 日志写到标准错误的格式：供人阅读的行，或每行一个 JSON 对象 [环境变量: IOU_LOG_FORMAT]
help--help = 显示帮助
help-iou--version = 显示版本

## 帮助：命令

help-iou = 由合约保管的借条：起草、签名、还款，并随时能证明其现状。
help-iou-examples =
    {"  "}iou account new li                新建账户
    {"  "}iou new loan.toml                 按表单提出借款，可参照 examples/jietiao.toml
    {"  "}iou sign 0                        阅读对方提出的条款后签名
    {"  "}iou show 0                        查看现状与今日应还金额
    {"  "}iou config show                   查看所用的链和合约及其来源
    {"  "}iou --suri //Alice dev time       在开发链上使用公开密钥
    退出码：0 完成，1 被拒绝或不存在，2 用法或环境问题，3 已提交但结果未知，4 仅在有人指明记账合约时成立。

help-account = 新建、导入、导出和列出账户（polkadot-js 密钥库，由密码保护），转账以备手续费
help-account-new = 新建账户；助记词只显示一次
help-account-new-examples =
    {"  "}iou account new 张三
    {"  "}iou account new li --words chinese
    {"  "}iou account new li --words 24 --password-file ~/.li-password --json
help-account-new--name = 密钥库名称
help-account-new--words = 助记词的词数和语言：12 或 24，english 或 chinese；可合写，如 chinese,24
help-account-import = 用助记词或 polkadot-js 钱包的密钥库导入账户
help-account-import-examples =
    {"  "}iou account import li                          询问助记词，不回显
    {"  "}iou account import li --phrase-file -          从标准输入读取助记词
    {"  "}iou account import li --json-file export.json  沿用钱包的密码
help-account-import--name = 密钥库名称
help-account-import--phrase-file = 首行为助记词的文件；- 表示标准输入
help-account-import--json-file = polkadot-js 钱包导出的 JSON 文件
help-account-export = 导出 polkadot-js 钱包可导入的 JSON 密钥库；内容仍然加密
help-account-export-examples =
    {"  "}iou account export li > li.json
    {"  "}iou account export li -o li.json
help-account-export--name = 密钥库名称
help-account-export--output = 要写入的文件；不会覆盖已有文件
help-account-export--force = 覆盖已有文件
help-account-list = 列出账户；星号表示当前选用的账户
help-account-list-examples =
    {"  "}iou account list
help-account-show = 显示账户的地址和公钥
help-account-show-examples =
    {"  "}iou account show li
help-account-show--name = 密钥库名称；省略时为当前选用的账户
help-account-loan-key = 取下一个借款密钥：把它的地址写进表单，别人就看不出哪些借款同属您一人
help-account-loan-key-examples =
    {"  "}iou account loan-key li
    {"  "}iou account loan-key li --list
help-account-loan-key--name = 密钥库名称；省略时为当前选用的账户
help-account-loan-key--list = 列出已取用的借款密钥
help-account-scan = 在链上查找该账户各借款密钥名下的借款，连续二十个未使用时停止
help-account-scan-examples =
    {"  "}iou account scan li
help-account-scan--name = 密钥库名称；省略时为当前选用的账户
help-account-translate = 把助记词换成另一种语言的词；密钥不变，钱包只接受英文单词
help-account-translate-examples =
    {"  "}iou account translate --to english
    {"  "}iou account translate --to chinese --phrase-file words.txt
help-account-translate--to = 词表：english 或 chinese
help-account-translate--phrase-file = 首行为助记词的文件；- 表示标准输入（不写则询问）
help-account-send = 把本链代币转给另一账户，用于手续费和押金
help-account-send-examples =
    {"  "}iou --account court account send chamber 10
    {"  "}iou --account court account send 5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX 2.5
help-account-send--to = 收款方的地址或账户名
help-account-send--amount = 金额，以本链代币为单位，例如 10 或 2.5
help-backup = 把本机保存的全部内容写入一个用口令加密的文件：账户、个人信息及其盐值、设置、联系人、提交记录
help-backup-examples =
    {"  "}iou backup my.iou-backup
    {"  "}iou backup my.iou-backup --paper my.html          可打印的页面：可逐行输入，也可扫码
    {"  "}iou backup - --passphrase-file ~/.passphrase > my.iou-backup
help-backup--file = 要写入的文件，只有您能读取；- 表示标准输出
help-backup--paper = 另把无法从别处得到的内容写成可打印的页面：.html 供浏览器打印，其他为文本
help-backup--passphrase-file = 首行为口令的文件（不写则询问两遍）
help-backup--without-contacts = 不包括联系人
help-backup--force = 覆盖已有文件
help-restore = 恢复 `iou backup` 写出的内容，可用于空白机器，也可与本机已有内容并存；不会丢失任何内容
help-restore-examples =
    {"  "}iou restore my.iou-backup
    {"  "}iou restore typed-from-paper.txt
    {"  "}iou restore my.iou-backup --keep                  两边都有的文件，本机的保留原名
help-restore--file = 备份文件、含有纸质备份各行的文本，或其二维码的 PNG 图片；- 表示标准输入
help-restore--passphrase-file = 首行为口令的文件（不写则询问）
help-restore--keep = 遇到不同的文件时保留本机的，备份的放在旁边（名称.restored）
help-restore--force = 遇到不同的文件时把本机的放在旁边（名称.replaced），备份的用原名

help-config = 查看设置
help-config-show = 显示每项设置及其来源：选项、环境变量、项目文件、用户文件或默认值
help-config-show-examples =
    {"  "}iou config show
    {"  "}iou --profile court config show --json
help-config-path = 显示所用的文件（优先级从高到低）以及密钥库和私密数据的目录
help-config-path-examples =
    {"  "}iou config path
help-config-pin = 显示节点对其链的说明（首块、类型、币种符号与小数位、地址前缀），确认后写入配置档中尚缺的各项。凡需签名的命令都要先有这些内容
help-config-pin-examples =
    {"  "}iou --profile court config pin

help-tx = 查询已提交交易的结果；不带哈希时列出本机提交过的交易
help-tx-examples =
    {"  "}iou tx
    {"  "}iou tx 0x4f1c…  退出码 0：已最终完成，1：失败或过期，3：尚无结果
help-tx--hash = 提交时显示的交易哈希

help-doctor = 检查节点、合约、数据库、时钟和通知渠道，指出问题及处理办法
help-doctor-examples =
    {"  "}iou doctor
    {"  "}iou --profile court doctor --database /var/lib/iou/index.db --json
    {"  "}iou doctor --network --node wss://rpc.court.example --node wss://rpc.notary.example
help-doctor--database = 要检查的数据库：文件，或 postgres://… [环境变量: IOU_DATABASE] [默认: 密钥库旁的 index.db]
help-doctor--config = 提醒服务的设置，检查其中的渠道 [环境变量: IOU_REMIND_CONFIG]
help-doctor--relay-config = 代提交服务的设置，检查其账户余额够不够一天使用 [环境变量: IOU_RELAY_CONFIG]
help-doctor--signer = 签署页主机，其公布的哈希应与本程序一致 [env: IOU_SIGNER_URL]
help-doctor--network = 改为检查联盟的各节点：最终确认、连接、谁在投票、版本、是否一致
help-doctor--node = 要检查的节点，可重复 [默认: 配置中的节点]

help-dev = 移动开发链的时钟
help-dev-advance = 把时钟向前移动一段时间
help-dev-advance-examples =
    {"  "}iou dev advance 30d
    {"  "}iou dev advance "1d 6h"
help-dev-advance--duration = 时长：30d、12h、90m
help-dev-set-time = 把时钟向前移到某个时刻
help-dev-set-time-examples =
    {"  "}iou dev set-time 2026-12-01T08:00:00+08:00
help-dev-set-time--moment = 带时区的时刻
help-dev-time = 显示链的时钟
help-dev-time-examples =
    {"  "}iou dev time

help-completions = 生成 shell 补全脚本
help-completions-examples =
    {"  "}iou completions bash > ~/.local/share/bash-completion/completions/iou
    {"  "}iou completions zsh > ~/.zfunc/_iou
help-completions--shell = shell 名称
help-man = 生成手册页
help-man-examples =
    {"  "}iou man ~/.local/share/man/man1
help-man--directory = 写入的目录
man-written = { $path } 中已写入 { $count } 页手册

## 合约拒绝的理由：err-contract-*、rec-contract-*，每个 terms::Error 各一对

err-contract-arithmetic = 合约内部账目不平。这是合约的缺陷，与您的输入无关。
rec-contract-arithmetic = 没有任何改变。请附上借条编号和所用命令报告此问题。
err-contract-amount-too-large = 金额（或由它算出的金额）超过上限：10^26 个最小货币单位。
rec-contract-amount-too-large = 请减小金额，或减少币种的小数位数。
err-contract-amount-zero = 金额为零。
rec-contract-amount-zero = 请填写大于零的金额，例如 100.00。
err-contract-bad-date = 日期不存在，或不在 1970 年至 2999 年之间。
rec-contract-bad-date = 请更正日期，写法如 2026-12-31。
err-contract-rate-too-high = 利率超过每年 1000%。
rec-contract-rate-too-high = 请更正表单中的年利率或逾期利率。
err-contract-bad-decimals = 币种的小数位数超过 12 位。
rec-contract-bad-decimals = 请更正表单中的小数位数；人民币（CNY）为 2 位。
err-contract-bad-currency = 币种不是三个大写字母。
rec-contract-bad-currency = 请在表单中填写 ISO 4217 代码，例如 CNY。
err-contract-bad-utc-offset = 时区与 UTC 相差超过 14 小时。
rec-contract-bad-utc-offset = 请填写当事人所在地的时区，例如 +08:00。
err-contract-grace-too-long = 宽限期超过 365 天。
rec-contract-grace-too-long = 表单中的宽限期最长为 365 天。
err-contract-bad-periods = 还款计划没有分期、超过 120 期、每期长度为零，或到期一次还清的借款却分了多期。
rec-contract-bad-periods = 请更正表单中的还款方式、期数和每期长度。
err-contract-term-too-long = 最后一期到期日距起始日超过 100 年。
rec-contract-term-too-long = 请在表单中减少期数或缩短每期长度。
err-contract-schedule-mismatch = 还款计划与借款条款推算的结果不符。
rec-contract-schedule-mismatch = 请用 `iou new` 重新发起，它会计算还款计划。若再次出现，说明客户端与合约的版本不配套。
err-contract-same-party = 出借人和借款人是同一个账户。
rec-contract-same-party = 请在表单中填写对方本人的账户。
err-contract-deadline-order = 日期顺序不对：应依次为签署期限、交付期限、首期到期日。
rec-contract-deadline-order = 请更正表单中的日期。交付期限最晚为首期到期日的前一天。
err-contract-deadline-passed = 这一步的期限已过。
rec-contract-deadline-passed = 新发起的借条请在表单中填写更晚的期限。链上的借条可用 `iou expire 编号` 记录失效，再用 `iou new` 重新发起。
err-contract-deadline-not-reached = 期限未到，借条尚不能失效。
rec-contract-deadline-not-reached = `iou show 编号` 显示期限。双方都签署之前，任何一方可用 `iou cancel 编号` 撤回或拒绝。
err-contract-no-such-loan = 合约中没有这个编号的借条。
rec-contract-no-such-loan = `iou list` 列出您的借条；`iou config show` 显示所用的链和合约。
err-contract-wrong-state = 借条目前的状态不允许这一步。
rec-contract-wrong-state = `iou show 编号` 显示借条的现状。
err-contract-not-a-party = 签名账户不是这张借条的出借人、借款人或共同借款人。
rec-contract-not-a-party = 请用 --account 选择当事人的账户；`iou show 编号` 显示各方账户。
err-contract-wrong-party = 这一步应由对方完成。
rec-contract-wrong-party = 请对方操作；若是选错了账户，请用 --account 更换。
err-contract-digest-mismatch = 摘要与所发起的条款不符。
rec-contract-digest-mismatch = 签署前请用 `iou show 编号` 查看条款，并与双方的约定核对。
err-contract-already-proposed = 完全相同的条款已经发起过。
rec-contract-already-proposed = `iou list` 可以查到那张借条。如要另立一张，请再次运行 `iou new`，它会生成新的随机标识。
err-contract-rate-above-cap = 按约定的计息天数和舍入方式，实际利息会超过上限：一年期 LPR 的四倍（民间借贷规定第25条），或条款中约定的上限。
rec-contract-rate-above-cap = 请降低利率。act/360 每年实际计息为名义利率的 365/360，首尾两日都计会多出一天，向上舍入会多出一个最小单位；`iou law cap --rates` 列出各种计息天数下的最高利率。以办理这一步当天（中国日期）适用的 LPR 为准。
err-contract-overdue-rate-above-cap = 按约定的计息天数，逾期利率的实际利息超过上限：一年期 LPR 的四倍（民间借贷规定第28条、第29条），或条款中约定的上限。
rec-contract-overdue-rate-above-cap = 请降低逾期利率或不作约定；`iou law cap --rates` 列出各种计息天数下的最高利率。
err-contract-no-reference-rate = 没有适用于那一天的一年期 LPR；首次公布为 2019-08-20（民间借贷规定第25条、第31条）；补欠条可以追溯到 2015-09-01。
rec-contract-no-reference-rate = 请核对日期。如款项在此之前交付，请在表单中写 law = "none" 并用 rate_cap 约定固定的上限。
err-contract-delivery-too-large = 交付的金额超过约定；本金为借款人实际收到的数额，以约定本金为限（民法典第670条、民间借贷规定第26条）。已登记、尚未确认的各次交付一并计算。
rec-contract-delivery-too-large = 交付金额（--amount）不得超过约定本金。超出部分请用 `iou new` 另立借条。
err-contract-delivery-day = 交付日期在将来，或早于发起日且早于约定的起始日，或晚于交付期限。
rec-contract-delivery-day = 请用 --on 日期 写明实际交付的日期。以链上代币交付时只能是当天。
err-contract-no-delivery = 没有等待答复的交付登记，或者没有该号的交付登记。
rec-contract-no-delivery = 请出借人先登记交付：`iou deliver 编号`。各次交付的号码见 `iou show 编号`。
err-contract-delivery-mismatch = 金额、日期或凭证与出借人在该号下登记的交付不同。
rec-contract-delivery-mismatch = `iou show 编号` 显示登记的金额。如与实际不符，请勿确认，由出借人用 `iou deliver 编号` 重新登记，或用 `iou retract 编号` 撤回。
err-contract-delivery-reported = 出借人已登记交付，借条不能失效。
rec-contract-delivery-reported = 请借款人用 `iou received 编号` 确认收款，这一步没有期限。如系误登记，请出借人用 `iou retract 编号` 撤回。
err-contract-value-mismatch = 随调用转入的金额与所写的金额不同。
rec-contract-value-mismatch = `iou deliver 编号` 会转入正确的金额。自行编写的程序：链上代币须转入全额，链外交付不得转入。
err-contract-wrong-settlement = 这一步与约定的结算方式不符。
rec-contract-wrong-settlement = 链上（原生币或代币）用 `iou repay 编号 金额`；链外付款用 `iou report 编号 金额 --receipt 文件`。`iou show 编号` 显示约定的方式。
err-contract-repayment-too-large = 还款金额超过全部欠款。
rec-contract-repayment-too-large = `iou show 编号` 显示今天还清所需的金额，还款不得超过它。
err-contract-early-repayment-excluded = 条款约定不得提前还款（民法典第677条，民间借贷规定第30条）。
rec-contract-early-repayment-excluded = 现在只能偿还已到期的部分，其余到期再还；`iou show 编号` 显示金额和日期。
err-contract-payment-day = 还款日期在将来，或早于交付日。
rec-contract-payment-day = 请用 --on 日期 写明实际付款的日期。
err-contract-too-many-reports = 已有 32 笔登记的还款等待出借人确认。
rec-contract-too-many-reports = 请出借人用 `iou confirm 编号` 确认，或由借款人或登记时的债权人用 `iou dismiss 编号` 撤销其中一笔，然后再登记。
err-contract-no-such-report = 没有这个编号的待确认还款。
rec-contract-no-such-report = `iou show 编号` 列出待确认的还款；已确认或已撤销的不再列出。
err-contract-earlier-report-open = 有一笔日期更早的还款已登记而未确认。
rec-contract-earlier-report-open = 变更生效会结清此前各日的账目：请出借人先用 `iou confirm 编号` 确认更早的还款，或由借款人或登记时的债权人用 `iou dismiss 编号` 撤销该登记。
err-contract-not-in-default = 没有逾期且超过宽限期的分期。
rec-contract-not-in-default = `iou show 编号` 显示哪一天之后可以记录违约。
err-contract-nothing-to-announce = 没有尚未通知的到期款项，批次中也没有其他可办的步骤。
rec-contract-nothing-to-announce = 无需处理。每期从到期日前七天起可以通知；`iou show 编号` 显示到期日。
err-contract-bad-batch = 借条列表为空、超过 100 张，或含有并非任何人都可办理的步骤。
rec-contract-bad-batch = 请填写 1 至 100 张借条：`iou due 编号…`。
err-contract-nothing-to-withdraw = 合约中没有属于该账户的款项。
rec-contract-nothing-to-withdraw = 合约为债权持有人保管链上偿还的款项。请用 --account 选择持有人的账户；代币还须 --token 地址。
err-contract-transfer-failed = 链拒绝转账。
rec-contract-transfer-failed = 请确认收款账户存在：低于链上最低余额的款项不能开立新账户。
err-contract-balloon-too-large = 尾款大于本金。
rec-contract-balloon-too-large = 尾款最多等于本金。
err-contract-bad-due-days = 手工填写的到期日没有依次递增，或第一期不晚于起算日。
rec-contract-bad-due-days = 请按到期日先后排列各期。
err-contract-too-many-guarantors = 一笔借款最多三名保证人。
rec-contract-too-many-guarantors = 请填写三名以内。
err-contract-bad-guarantor = 保证人是本借款当事人或重复填写，或保证期间为零或超过20年（民法典第692条）。
rec-contract-bad-guarantor = 每名保证人只写一次，保证期间1至240个月；不写则为六个月（民法典第692条）。
err-contract-bad-arbiter = 仲裁人是本借款的当事人或保证人。
rec-contract-bad-arbiter = 请指定与本借款无关的人。
err-contract-not-guarantor = 条款没有把签名账户列为保证人，未写明保证人身份的不承担保证责任（民间借贷规定第20条）。
rec-contract-not-guarantor = `iou show 编号` 列出保证人；用 --account 选择账户。
err-contract-already-signed = 该账户已经签过。
rec-contract-already-signed = 无须再做；等待其他人签名。
err-contract-no-amendment = 没有等待签名的变更。
rec-contract-no-amendment = 它可能已被替换、已生效或从未提出：`iou show 编号` 可查。用 `iou amend 编号` 提出变更。
err-contract-too-many-amendments = 本借款已变更64次。
rec-contract-too-many-amendments = 请结清后另订新借款。
err-contract-amendment-too-late = 变更生效时，新的第一期已经到期。
rec-contract-amendment-too-late = 请提出第一期在将来的变更。
err-contract-not-holder = 签名账户不持有该债权的任何份额。
rec-contract-not-holder = `iou show 编号` 列出持有人；用 --account 选择账户。
err-contract-bad-parts = 各份额之和不等于转让人所持份额，或某份额为零，或有人重复，或没有新的受让人（民法典第545条）。
rec-contract-bad-parts = 份额以债权整体的百万分之一计，须恰好相加：唯一持有人分配 1000000。
err-contract-too-many-holders = 债权持有人将超过 16 个，或多个持有人之一将其份额分成超过两份，或已有四个未列于条款的持有人就其密钥作出安排。
rec-contract-too-many-holders = 请减少受让人，或分次转让。
err-contract-no-assignment = 没有等待签名的转让。
rec-contract-no-assignment = 它可能已被替换或已完成：`iou show 编号` 可查。
err-contract-bad-assignee = 借款人不能持有对自己的债权（民法典第576条）。
rec-contract-bad-assignee = 如要免除债务，用 `iou forgive 编号 金额`。
err-contract-several-holders = 债权由多人持有，而此步骤需要由一人持有。
rec-contract-several-holders = 请各持有人先把份额转让给其中一人。
err-contract-already-disputed = 已有未决争议。
rec-contract-already-disputed = 须先解决：`iou resolve 编号`。
err-contract-not-disputed = 没有未决争议。
rec-contract-not-disputed = 无须操作。
err-contract-disputed = 争议未决，在解决前不能记录违约，也不能加速到期。
rec-contract-disputed = 由仲裁人解决，或由提出者撤回：`iou resolve 编号`。
err-contract-not-arbiter = 签名账户不是本借款的仲裁人。
rec-contract-not-arbiter = `iou show 编号` 显示仲裁人；条款未指定时，合约任命的账户可驳回争议。
err-contract-ruling-too-wide = 只有条款指定的仲裁人才能裁定金额。
rec-contract-ruling-too-wide = 请不带 --credit 和 --costs 解决争议。
err-contract-not-witness = 签名账户未被任命为见证人。
rec-contract-not-witness = 由合约部署者任命：`iou office appoint witness 账户`。
err-contract-already-attested = 该见证人已为本借款作过见证。
rec-contract-already-attested = 无须操作；其他见证人可以见证。
err-contract-too-many-witnesses = 已有八名见证人为本借款作过见证。
rec-contract-too-many-witnesses = 不再记录更多。
err-contract-not-publisher = 签名账户无权发布参考利率。
rec-contract-not-publisher = 合约部署者有权发布，并可任命他人：`iou office appoint rate-publisher 账户`。
err-contract-rate-out-of-order = 该利率不晚于最新一条，或生效日不是今天；利率只能追加，不溯及既往。
rec-contract-rate-out-of-order = 以今天（中国时间）为生效日发布，来源中写明公告日。`iou office rates` 列出全部利率。
err-contract-not-deployer = 只有部署合约的账户可以任命。
rec-contract-not-deployer = 用 --account 选择该账户。
err-contract-token-refused = 代币合约拒绝了转账。
rec-contract-token-refused = 请确认付款人代币余额足够、已授权借条合约划转，且代币地址正确。
err-contract-deadline-too-far = 债权转让等待签署的时间超过 90 天。
rec-contract-deadline-too-far = 请把签署期限（--sign-within）设为不超过 90d。
err-contract-delivery-too-small = 交付金额低于借条约定的最低交付金额。
rec-contract-delivery-too-small = `iou show 编号` 显示最低交付金额；没有约定的，须一次全额交付本金。
err-contract-bad-least-delivery = 最低交付金额为零、超过本金，或在链外交付时作了约定。
rec-contract-bad-least-delivery = 请更正表单中的 least_delivery，或删去该项（即全额交付）。
err-contract-rate-below-minimum = 按交付当日的上限，利率将低于出借人愿意交付的利率（民间借贷规定第25条），因此没有交付。
rec-contract-rate-below-minimum = `iou deliver 编号` 会显示当前上限下的利率；出借人同意的，可再次交付，不同意的无需交付。
err-contract-too-many-postings = 债权人在92天内已入账64笔。
rec-contract-too-many-postings = 再记下去，可能使借款人尚未登记的较早还款不能按付款日入账。请等待，或把同一天的几笔合并为一笔登记。
err-contract-no-such-payment = 该记录不是可以冲正的还款。
rec-contract-no-such-payment = `iou statement 编号` 列出各笔还款及其记录号。链上转移的款项、仲裁认定、免除的部分以及上次变更之前的还款不能冲正。
err-contract-already-asked = 您已经提出过。
rec-contract-already-asked = 请对方执行同样的一步：`iou reverse 编号`。
err-contract-bad-payer = 代为还款的人不能是出借人或借款人本人（民法典第524条）。
rec-contract-bad-payer = 若由借款人自己还款，请不要填写 --paid-by。
err-contract-too-many-co-borrowers = 除借款人外，一笔借款最多三名共同借款人。
rec-contract-too-many-co-borrowers = 请填写三名以内。
err-contract-bad-co-borrower = 共同借款人与出借人或借款人相同，或重复填写（民法典第518条）。
rec-contract-bad-co-borrower = 每个账户只写一次；出借人不能同时是借款人。
err-contract-bad-acceleration = 从通知到全部到期的天数为零，或超过 365 天。
rec-contract-bad-acceleration = 请填写 1 至 365 天，或不约定加速到期。
err-contract-no-acceleration = 条款没有约定违约后全部提前到期（民法典第509条）。
rec-contract-no-acceleration = 可催收已到期的部分：`iou demand 编号`。要改条款，须各方签署变更：`iou amend 编号`。
err-contract-nothing-to-accelerate = 没有比今天通知后的到期日更晚到期的款项。
rec-contract-nothing-to-accelerate = `iou show 编号` 列出各期到期日；已到期的可以催告：`iou demand 编号`。
err-contract-level-payment-impossible = 以最小单位计，找不到一个金额，使除最后一期外各期相等、最后一期与之相近。
rec-contract-level-payment-impossible = 请改用舍去（floor）、调整期数、改用等额本金，或提高金额；`iou schedule` 可以试算。
err-contract-rate-zero = 公布的参考利率为零，会把每一笔新借款的利率减为零。
rec-contract-rate-zero = 请公布公告所载的利率。
err-contract-amendment-mismatch = 变更的起算日在将来，或者其日期、本金不是今天的：所显示的就不是将要生效的。
rec-contract-amendment-mismatch = 请在今天重新提出：`iou amend` 会填入当前所欠。起算日可以在过去，不得在将来。
err-contract-arrival-day = 催告不可能在将来到达，也不可能在借款交付之前到达。
rec-contract-arrival-day = 请填写到达凭证所载的日期：--arrived 日期。
err-contract-other-place = 该签署请求属于另一合约、另一条链，或版本不同。
rec-contract-other-place = 没有任何改变。签署请求只能提交到其签署时指明的合约；如需用于本合约，请重新制作并签署。
err-contract-bad-signature = 签名不是请求所载账户的签名。
rec-contract-bad-signature = 签署请求须用 sr25519 密钥签名；ed25519、ecdsa 密钥的账户、多签账户和代理请直接发送交易。
err-contract-bad-validity = 签署请求的有效期结束早于开始，或超过 30 天。
rec-contract-bad-validity = 请重新制作；默认有效期为 24 小时。
err-contract-not-valid-yet = 签署请求的有效期尚未开始。
rec-contract-not-valid-yet = 请稍后提交，或核对制作该请求的设备的时间。
err-contract-no-longer-valid = 签署请求已过有效期，不再生效。
rec-contract-no-longer-valid = 仍有此意的，请签署人重新签署。
err-contract-not-an-intent = 此事不能由他人代为提交。
rec-contract-not-an-intent = 链上款项须由所有人自己发送交易；任何人都可以办理的事项无需签名。请求中的交付或裁定须写明日期。
err-contract-nonce-ahead = 签署人就此借条还有在先的签署请求。
rec-contract-nonce-ahead = 请先提交在先的请求，或由签署人作废。
err-contract-not-in-force = 借条已变更，或与签署人所见的约定不同。
rec-contract-not-in-force = `iou show 编号` 显示现状；仍有此意的，请重新签署。
err-contract-bad-skip = 一次可作废一至十六个签署请求。
rec-contract-bad-skip = 请重新制作；客户端按合约记录计数。
err-contract-bad-submission = 一次可提交一至八个签署请求，合计不超过 12 KiB。
rec-contract-bad-submission = 请分次提交。
err-contract-nothing-new = 这些签署请求此前均已提交。
rec-contract-nothing-new = 无需再办；`iou show 编号` 显示其结果。
err-contract-not-as-named = 借条在此期间已有变化：债权人、争议、违约或欠款与所示不同。
rec-contract-not-as-named = `iou show 编号` 显示现状；仍有此意的，请重新办理。
err-contract-answer-too-long = 答复期限超过 365 天。
rec-contract-answer-too-long = 请填写至多 365 天，或不写 `answer_days`。
err-contract-no-answer-days = 条款没有约定答复期限，不能记录未答复（民法典第140条）。
rec-contract-no-answer-days = `iou show 编号` 显示已多少天没有答复；新的借条可以在表单中约定期限：`answer_days`。
err-contract-answer-not-due = 这项登记的答复期限未满。
rec-contract-answer-not-due = `iou show 编号` 显示答复期限到哪一天；次日起任何人都可以记录。
err-contract-silence-on-record = 这项登记未获答复一事已经记录在案。
rec-contract-silence-on-record = 无需再办：`iou show 编号` 显示何时记录，`iou evidence 编号` 的文件可以证明。
err-contract-bad-deliveries = 链外交付可以分一至十二次，链上只能一次交付。
rec-contract-bad-deliveries = 请在表单的 `deliveries` 中填写 1 至 12；不写则一次交付。
err-contract-too-many-deliveries = 已登记的交付达到条款约定的次数。
rec-contract-too-many-deliveries = `iou show 编号` 列出各次交付。误登记、尚未确认的，用 `iou retract 编号 交付号` 撤回；超出的款项请另立借条：`iou new`。
err-contract-delivery-too-late = 本金不能再增加：到期日已到，或者已有还款、认定已还、免除、裁决费用、变更或者债权转让。此前没有确认的，不计入本借条的本金（民法典第670条）。
rec-contract-delivery-too-late = 此后交付的或者没有及时确认的款项，请另立借条：`iou new`。
err-contract-repayment-waits = 有一笔登记的还款等待答复，再确认一次交付会改变该还款的抵充。
rec-contract-repayment-waits = 请出借人先答复（`iou confirm 编号`），或者由借款人撤回（`iou dismiss 编号`）。还款一经确认，就不能再确认其他交付。
err-contract-not-verifier = 签名账户未被任命为核验人。
rec-contract-not-verifier = 由合约部署者任命：`iou office appoint verifier 账户`。
err-contract-verifier-has-part = 该核验人与本借款有关：是当事人、保证人、仲裁人或债权持有人。
rec-contract-verifier-has-part = 请另找与双方均无关的核验人：当事人为当事人作证，不算核验。
err-contract-already-stated = 该核验人已将这份声明记录在案。
rec-contract-already-stated = 无须操作：`iou identity show 借款编号`。
err-contract-too-many-statements = 本借款已有十六份身份核验声明记录在案。
rec-contract-too-many-statements = 不再记录更多。已记录的仍可出示、撤销。
err-contract-no-such-statement = 该账户没有为本借款记录过这份声明。
rec-contract-no-such-statement = 声明只能由作出者撤销。`iou identity show 借款编号` 可查看全部声明。
err-contract-already-revoked = 这份声明此前已被撤销。
rec-contract-already-revoked = 已终止的声明仍可宣告自始不实（`--false-from-start`）；除此之外不能再改，也不能恢复。
err-contract-bad-past = 签署前的往来不合要求：须在链外往来，各笔金额大于零，按日期先后排列且不晚于今天，第一笔须为交付，至多 32 笔，且没有其他交付。
rec-contract-bad-past = 请核对表单中的 `[[delivered]]` 和 `[[repaid]]`，不要写 `deliveries`，并约定链外结算。
err-contract-past-mismatch = 借款金额不等于签署前交付的各笔之和（民法典第670条、民间借贷规定第26条）。
rec-contract-past-mismatch = 请在 `amount` 中填写各笔 `[[delivered]]` 之和；已返还的款项会自动抵充。
err-contract-nothing-left = 签署前返还的款项已还清全部欠款，或者超过当日的欠款（民法典第557条）。
rec-contract-nothing-left = 请核对 `[[repaid]]` 的金额和日期。已经还清的，无需再立借条。
err-contract-bad-succession = 不能这样约定接管：须有接管人或核验人，各为不同的、在本借款中没有身份的账户；债权持有人一方指定核验人的，还须另有第二核验人；异议期为 14 至 30 天。
rec-contract-bad-succession = 请指定不是本借款当事人、保证人或仲裁人，也未正被提出为接管账户的接管人（`heir`、`--heir`）或核验人（`verifier` 和 `second`）；每方一份约定。条款未指定仲裁人的，也不得指定担任仲裁人职务的账户。
err-contract-not-named-for-seat = 签名账户无权为该方办理：既不是该方的现用账户，也未经该方本人指定。
rec-contract-not-named-for-seat = `iou seat show 编号` 显示各方的现用账户和本人指定的人。对方的说法在此不起作用；没有指定任何人的，债权债务依法不变，可由法院处理。
err-contract-key-has-part = 接管账户在本借款中已有身份、可以依职务裁决本借款，或者已被指定接管他方。
rec-contract-key-has-part = 请使用与本借款无关的新账户：`iou account new`。
err-contract-seat-claimed = 已有人提出接管该方。
rec-contract-seat-claimed = `iou seat show 编号` 显示何人为哪个账户提出。并非本人意愿的，本人可提出异议：`iou seat end 编号 账户 --to 接管账户`。
err-contract-no-such-claim = 没有人提出接管该方，或者不是为这个账户提出的。
rec-contract-no-such-claim = `iou seat show 编号` 显示各项接管及其接管账户。
err-contract-claim-not-due = 还不能接管：异议期未满，或者尚待他人表示。
rec-contract-claim-not-due = `iou seat show 编号` 显示尚待什么，以及从哪一天起可以接管。
err-contract-seat-held = 该方暂停决定：有人提出接管，或者三十天内刚更换账户。其间不得为该方作出决定，不得接受其先前提出的要约，也不得确认其登记的交付，不得向其交付链上款项，也不得记录其未答复。
rec-contract-seat-held = 还款、登记事实、催告、提出争议和异议不受影响。`iou seat show 编号` 显示到哪一天为止。是您这一方而接管并非您的意愿的：`iou seat end 编号 账户 --to 接管账户`。
err-contract-seat-passed = 该方现由另一账户操作：本账户在本借款中的签名不再算数。
rec-contract-seat-passed = `iou seat show 编号` 显示是哪个账户。是您的账户，请用 --account 选择；不是您的，请保存证据（`iou evidence 编号`）并诉诸法院：债权债务不变。
err-contract-statement-needed = 此前有人对接管提出过异议：再次提出须附异议之后记录在案的身份声明。
rec-contract-statement-needed = 请核验人作出声明（`iou identity request`），再用 `--statement 摘要` 提出，由仲裁人决定。本人移交的，也可以改为等待接管人表示同意。
err-contract-already-agreed = 该方由谁接管已有约定（在条款中，或者其后）。
rec-contract-already-agreed = `iou seat show 编号` 显示该约定。只能约定一次，不能更改；新的借条可以另行约定。

## 借条用语：状态、到期阶段、事件

status-proposed = 待对方签署
status-signed = 双方已签署
status-active = 履行中
status-defaulted = 已违约
status-settled = 已结清
status-cancelled = 已撤销
status-expired = 已失效

stage-soon = 即将到期
stage-today = 今日到期
stage-overdue = 已逾期
stage-final = 逾期且超过宽限期

event-loan-proposed = 已发起
event-loan-signed = 各方均已签署
event-terms-signed = 一方已签署，尚待他人
event-loan-cancelled = 已撤销
event-loan-expired = 已失效
event-delivery-reported = 已登记交付
event-delivery-withdrawn = 交付登记已撤回
event-loan-delivered = 借款已交付
event-part-delivered = 又交付一次
event-old-debt-formed = 各方确认旧欠款
event-repayment-reported = 已登记还款
event-loan-repaid = 还款已入账
event-repayment-due = 还款到期
event-loan-defaulted = 已记录违约
event-default-cured = 违约已补救
event-loan-settled = 已结清
event-withdrawn = 款项已提取
event-report-dismissed = 还款登记已撤销
event-reversal-proposed = 一方请求冲正还款
event-payment-reversed = 还款已由双方冲正
event-guarantor-consented = 保证人已同意
event-amendment-proposed = 已提出变更
event-amendment-signed = 一方已签变更
event-loan-amended = 已变更
event-assignment-proposed = 已提出债权转让
event-assignment-signed = 一方已签转让
event-claim-assigned = 债权已转让
event-debt-forgiven = 已免除债务
event-demand-made = 已催告
event-debt-acknowledged = 已承认债务
event-loan-accelerated = 加速到期
event-silence-recorded = 逾期未答复，已记录，答复期限至
event-dispute-raised = 已提出争议
event-dispute-resolved = 争议已解决
event-attested = 见证人已见证
event-identity-stated = 核验人已声明身份
event-identity-ended = 核验人的身份声明已终止
event-identity-voided = 核验人的身份声明自始不实
event-succession-planned = 已约定由谁接管
event-seat-claimed = 有人提出由另一账户接管
event-claim-supported = 接管已获他人同意
event-claim-ended = 接管终止
event-claim-decided = 仲裁人对接管作出决定
event-seat-taken = 已由另一账户接管操作权限
event-rate-published = 已发布参考利率
event-appointed = 职务

## Loans: labels

label-account = 签署账户
label-amount = 金额
label-borrower = 借款人
label-co-borrower = 共同借款人
label-awaits = 尚待签署
label-code-hash = 代码哈希
label-contract = 合约
label-day = 日期
label-earns-from = 起息（自该日终了）
label-counted-from = 分期起算日
label-payer = 代为还款人
label-reversal = 待冲正
value-reversal = { $by }请求冲正记录{ $event }的还款
label-event = 记录号
label-recourse = 追偿权
value-recourse = { $account } 代为偿还 { $amount }
item-of-event = { $item }（记录{ $event }）
label-deliver-by = 最迟交付
label-delivery = 已报告交付
label-delivery-number = 交付号
label-deposit = 存储押金
label-digest = 条款摘要
label-due = 到期日
label-evidence = 证据
label-fee = 手续费
label-grace = 宽限期
label-acceleration = 加速到期
label-answer-days = 答复期限
label-deliveries = 分次交付
label-past = 签署前的往来
label-past-owed = 签署前的欠款
label-answer-by = 答复期限至
label-instalment = 分期
label-interest = 利息
label-late = 逾期利息
label-lender = 出借人
label-next-due = 下一到期
label-number = 期数
label-outstanding = 未还本金
label-overdue-rate = 逾期年利率
label-owed = 应还合计
label-principal = 本金
label-least-delivery = 最低交付金额
label-rate = 年利率
label-sum-signed = 签署本金
label-sum-proposed = 拟借本金
label-sum-delivered = 已交付
label-sum-stated = 另称已交付
label-sum-repaid = 已还款
label-unanswered = 未答复
value-delivered-none = 尚无记录
value-delivered-native = { $amount }，由合约以本链原生币支付
value-delivered-token = { $amount }，以代币支付，以代币合约的记录为准
value-delivered-acknowledged = { $amount }，借款人已确认收到
value-delivered-reported = 出借人称已交付 { $amount }，借款人尚未答复
sums-less = { $law ->
    [prc] 借条写 { $signed }，实际交付 { $delivered }：本金以 { $delivered } 为准，没有交付的 { $less } 不算借款，不用还（民法典第670条、第679条，民间借贷规定第26条）
   *[other] 借条写 { $signed }，实际交付 { $delivered }：本金以 { $delivered } 为准，没有交付的 { $less } 不算借款，不用还
}
sums-less-parts = { $law ->
    [prc] 借条写 { $signed }，已确认收到 { $delivered }：本金现为 { $delivered }；其余 { $less } 须交付并及时确认，才计入本金（民法典第670条、第679条，民间借贷规定第26条）
   *[other] 借条写 { $signed }，已确认收到 { $delivered }：本金现为 { $delivered }；其余 { $less } 须交付并及时确认，才计入本金
}
sums-less-reported = { $law ->
    [prc] 借条写 { $signed }，出借人称交付 { $delivered }，少 { $less }：确认之后，本金以实际收到的数额为准（民法典第670条、第679条，民间借贷规定第26条）
   *[other] 借条写 { $signed }，出借人称交付 { $delivered }，少 { $less }：确认之后，本金以实际收到的数额为准
}
unanswered = { $what ->
    [terms] { $day } 提出的 { $amount } 借款条款
    [delivery] { $day } 登记的交付 { $amount }
    [part] { $day } 登记的交付 { $amount }（第 { $number } 号）
    [repayment] { $day } 登记的还款 { $amount }（第 { $number } 号）
    [amendment] { $day } 提出的变更
   *[reversal] { $day } 要求冲正的还款 { $amount }（记录{ $number }）
}：{ $days ->
    [0] 等{ $whom }答复
   *[other] { $whom }已 { $days } 天没有答复
}
unanswered-by-lender = 出借人
unanswered-by-holder = 其他债权人
unanswered-by-seller = 转让债权的原债权人
unanswered-by-borrower = 借款人
unanswered-by-co-borrower = 另一名共同借款人
note-unanswered = 未答复：{ $said }
unanswered-until = { $said }；答复期限至 { $day }
unanswered-recordable = { $said }；答复期限已于 { $day } 届满，任何人都可以记录在案（`iou record-silence`）
unanswered-recorded = { $said }；已于 { $day } 记录在案
note-reversal = 对方同意之后，该笔还款即被冲正，视为从未入账；因其结清的借条重新计算。
note-history-forgotten = 这个节点已不再保存早先的区块，无从得知第 { $loan } 号借条已还多少、哪些事项从何时起等待答复；归档节点可以。
label-report = 待确认还款
label-kind = 种类
label-report-to = 登记时的债权人
label-role = 身份
label-sign-by = 最迟签署
label-total = 合计
label-value-sent = 随附款项
label-article = 法条
label-formula = 算式
label-item = 事项
label-overpaid = 多付
item-delivered = 交付
item-interest = 利息
item-late = 逾期利息
item-fell-due = 到期
item-paid = 还款
item-forgiven = 免除
item-costs = 裁定费用
item-credited = 认定已还
item-amended = 变更
item-accelerated = 加速到期，余款到期日
value-at-most = （合计年利率不超过 { $rate }）
law-cc = 民法典{" "}
law-pl = 民间借贷规定{" "}
law-lp = 诉讼时效规定{" "}
progress-history = 正在查找借款的事件
progress-history-count = 正在查找借款的事件：{ $found }／{ $all }
statement-note = 各数字均由链上借款事件重新计算。利息每期取整一次，故单行与其算式可能相差最末一位。
why-statement-early = 当日该借款尚未提出。
label-arbiter = 仲裁人
label-balloon = 尾款
label-channel = 渠道
label-costs = 实现债权的费用
label-owed-at-most = 应还不超过
label-owed-at-least = 应还不少于
label-default-since = 违约起日
label-dispute = 争议记录号
label-owed-besides = 下列金额之外已经欠付
label-credited = 计为已还
label-every = 间隔
label-guarantor = 保证人
label-holder = 持有人
label-assignor = 转让人
label-late-fee = 逾期违约金
label-message = 催告内容
label-method = 还款方式
label-office = 职务
label-roll-up = 未付利息
label-source = 来源
label-credit-agreed = 已收到的借款
label-credit-on-time = 按时结清
label-credit-late = 逾期结清
label-credit-forgiven = 经免除结清
label-credit-outstanding = 未结清
label-credit-defaulted = 违约记录
label-limitation-from = 起算日（次日起算）
label-limitation-cause = 起算原因
label-limitation-until = 届满日
label-limitation-left = 剩余
value-joint = 连带责任
value-general = 一般保证
value-guarantee-months = 保证期间 { $months } 个月
value-roll-up = 计入本金，不超过民间借贷规定第27条上限
value-limitation-expired = 无：借款人可以拒绝履行，除非其承认债务或请求延期（民法典第192条）
limitation-note = 法院不主动适用时效（民法典第193条）。能证明到达的催告，使作出催告的持有人的三年重新起算；借款人承认债务、部分还款或请求延期，使全体持有人的三年重新起算（第195条、第517条）。期间届满后，只有借款人承认债务或请求延期才使债权重新受时效保护（第192条）；共同借款的，任何一人不能代其他人放弃已届满的时效。
cause-last-due-day = 最后一期到期
cause-part-payment = 借款人部分还款
cause-acknowledgement = 借款人承认债务
cause-extension-request = 借款人请求延期
cause-demand = 催告或债权转让通知到达借款人

demand-without-receipt = 没有 --receipt 时，催告会留下记录，但不使时效重新起算：需要能证明到达的凭证。
accelerate-stands = 通知一经记录，即使付清逾期款项也不撤销；只有各方签署变更才能改变。
demand-arrived-today = 将记录为今天（{ $day }）到达。凭证所载为另一日期的，请用 --arrived 日期 写明；时效自到达日起算。
demand-too-late = 到该日，本人份额的诉讼时效已经届满：催告会留下记录，但不使时效重新起算（民法典第192条）。
label-arrived = 到达日
why-instalments-sum = 各期本金之和不等于借款金额。
why-sections = 须写成逐个的表：[[co-borrower]]、[[guarantor]]、[[instalment]]、[[succession]] 等。
why-part = 份额写作 账户=百万分数，例如 lisi=400000。
status-submitted = 已提交
status-in-block = 已入块
value-days = { $days } 天
value-acceleration = 违约后自通知起 { $days } 天，全部到期
value-answer-days = 对还款的登记应在 { $days } 天内答复；期满任何人可以记录未答复
seat-name = { $role }（{ $seat }）
label-succession = 接管约定
label-seat = 被接管方
label-seat-key = 现用账户
label-seat-claim = 接管
label-seat-held = 暂停决定
label-seat-to = 接管账户
label-seat-kept = 现用账户
label-seat-money = 代管款项
label-heir = 接管人
label-second-verifier = 第二核验人
label-objection-days = 异议期（天）
label-statement = 身份声明
label-follows = 后果
mark-seat-claimed = 有人提出接管
mark-seat-taken = 由另一账户操作
label-seat-decided = 由其操作
follows-plan-succession = 只能约定一次，不能更改，也不能撤回。转移的只是操作权限，不转移债权债务；对每次接管，您都可以在约定的天数内提出异议。
follows-claim-seat = 自接管的提出有约束力之时起，至接管后三十天，不得为该方作出决定：不能确认收款、免除、转让、变更或者承认债务。还款、登记事实、催告和提出争议不受影响；经由合约付给该方的款项由合约代管。本人移交须等 7 天，接管人同意的可以立即接管；接管人和核验人提出的，按约定的天数等候。该方的现用账户可以提出一次异议；本次提出永久记录在案。
follows-support-claim = 您的表示以您的账户永久记录在案，不能撤回。异议期自今天起算；本人移交的，可以立即接管。
follows-end-claim = 由该方现用账户提出的，即为异议：再次提出接管须有核验人的新声明并由仲裁人决定，本人移交的须接管人同意。由他人提出的，即为放弃接管。不能撤回；期间代管的款项付给现用账户。
follows-claim-granted = 天数届满后，新账户即可接管。您的决定以您的账户永久记录在案，不能撤回。
follows-claim-denied = 接管终止，代管的款项付给现用账户。再次提出须附此后作出的身份声明。您的决定以您的账户永久记录在案，不能撤回。
follows-take-seat = 此后由本账户为该方操作，原账户不再有操作权限；只有再次接管才能改变。该方已提出而尚未生效的要约失效，代管的款项付给本账户。三十天内不得为该方作出决定。债权、债务、金额、日期和履历不变。
seat-none = 本借款没有关于密钥丢失的约定，没有人提出接管，各方均由自己的账户操作。持有密钥的一方可以移交：iou seat hand-over 编号 --to 账户
value-succession = { $ways ->
    [heir] 接管人 { $heir } 可以提出接管
    [verifier] 核验人 { $verifier } 可以为本人的另一账户提出接管
    [verifiers] 核验人 { $verifier } 和 { $second } 可以共同为本人的另一账户提出接管
    [heir-or-verifier] 接管人 { $heir } 可以提出接管，核验人 { $verifier } 也可以为本人的另一账户提出
   *[heir-or-verifiers] 接管人 { $heir } 可以提出接管，核验人 { $verifier } 和 { $second } 也可以共同为本人的另一账户提出
 }；异议期 { $days } 天。转移的只是操作权限，不转移债权债务
value-seat-key = { $key }；金额、日期和履历仍归该方
value-seat-claim = { $by ->
    [owner] 本人移交给 { $to }
    [heir] 接管人 { $claimant } 为自己提出
   *[verifier] 核验人 { $claimant } 为 { $to } 提出
 }；{ $next }
claim-awaits-nobody = 可以立即接管
claim-awaits-day = 本人异议到 { $day } 为止，次日起可以接管
claim-awaits-heir = 尚待接管人同意，此前没有约束力
claim-awaits-second = 尚待另一核验人同意，此前没有约束力
claim-awaits-arbiter = 存在争议，待仲裁人决定
value-seat-held = 到 { $day } 为止不得作出决定
value-seat-held-claimed = 接管终止前，或者接管后三十天内，不得作出决定
value-seat-money = 接管结束之前，由合约代管 { $amount }；由 { $to } 接管的付给该账户，未接管的付给 { $key }
fact-claim-objected = 本人提出异议
fact-claim-given-up = 放弃，或者过期
fact-claim-granted = 准予接管
fact-claim-denied = 不予接管
fact-claim-day = 异议到 { $day } 为止
seat-asked-object = 有人为 { $to } 提出接管您这一方：{ $seat }。并非您的意愿的，请在 { $day } 之前（含当日）提出异议：iou seat end { $loan } { $account } --to { $to }
seat-asked-object-now = 有人为 { $to } 提出接管您这一方：{ $seat }，随时可以接管。并非您的意愿的，请立即提出异议：iou seat end { $loan } { $account } --to { $to }
seat-asked-handed-over = 有人用您的密钥把 { $seat } 的操作权限移交给 { $to }。并非您本人所为的，您的密钥已在他人手中：请在 { $day } 之前（含当日）提出异议，再移交给您自己的新密钥：iou seat end { $loan } { $account } --to { $to }
seat-asked-handed-over-now = 有人用您的密钥把 { $seat } 的操作权限移交给 { $to }，对方随时可以接管。并非您本人所为的，您的密钥已在他人手中：请立即提出异议，再移交给您自己的新密钥：iou seat end { $loan } { $account } --to { $to }
seat-asked-take = 您可以接管 { $seat }：iou seat take { $loan } { $account }
seat-asked-take-from = 无人异议的，您从 { $day } 起可以接管 { $seat }：iou seat take { $loan } { $account }
seat-asked-support = 为 { $to } 接管 { $seat } 一事请您表示意见。确知属实的：iou seat support { $loan } { $account } --to { $to }
seat-asked-decide = 请您以仲裁人身份决定 { $seat } 是否由 { $to } 操作：iou seat decide { $loan } { $account } --to { $to } --grant（或 --deny）--evidence 文件
value-deliveries = 至多 { $count } 次，逐次确认
value-past-lent = { $day } 交付 { $amount }
value-past-repaid = { $day } 返还 { $amount }
value-past-owed = 截至 { $day } 终了，尚欠本金 { $principal }、利息 { $interest }
value-delivery = { $day } 交付 { $amount }
value-delivery-stated = 第 { $number } 号：{ $day } 交付 { $amount }，尚未确认
value-delivery-acknowledged = 第 { $number } 号：{ $day } 交付 { $amount }，已确认
value-rate-cut = { $rate }（约定 { $agreed }，按当日上限下调）
value-next-due = { $day } 前应付 { $amount }
value-report = 第 { $number } 号：{ $day } 支付 { $amount }
value-report-to = 第 { $number } 号：{ $day } 支付 { $amount }，登记时的债权人为 { $to }
line-event = 借条 { $loan } #{ $sequence } { $event }
line-owed = 尚欠 { $amount }
line-unknown = 本程序不认识的事件
watch-again = 节点已恢复响应。
list-none = 还没有借条。用 `iou new FORM.toml` 发起一张。
list-more = 还有更多：--page { $page }
calendar-name = 借条还款日
calendar-summary = 借条 #{ $loan }：第 { $number }/{ $count } 期应还 { $amount }
calendar-description = 出借人 { $lender }，借款人 { $borrower }。金额以 { $asof } 的情况为准；当日应还金额见：iou show { $loan }
calendar-written = { $path }：{ $count } 个还款日，各在提前七天、提前一天及当日提醒。
withdrawn = { $amount } 已转入账户。

## Loans: what is about to be signed

action-deploy = 部署新的账本合约
action-propose = 发起并签署以下条款
action-sign = 签署对方发起的条款
action-cancel = 撤回或拒绝该提议
action-expire = 记录期限已过
action-deliver = 交付借款
action-withdraw-delivery = 撤回交付登记
action-acknowledge-delivery = 确认已收到借款
action-repay = 以链上代币还款
action-report-repayment = 报告一笔还款
action-confirm-repayment = 确认一笔已报告的还款
action-notify-due = 公告到期款项
action-mark-default = 记录违约
action-withdraw = 提取合约代管的款项
action-propose-amendment = 提出变更并签名
action-accept-amendment = 签署变更
action-accept-assignment = 签署债权转让
action-consent = 以保证人身份同意条款
action-assign = 向他人提出转让债权
action-forgive = 免除部分债务
action-demand = 记录催告
action-accelerate = 记录加速到期的通知
action-record-silence = 记录还款登记未获答复
action-acknowledge = 承认债务
action-dispute = 提出争议
action-resolve = 解决争议
action-attest = 以见证人身份见证
action-state-identity = 以核验人身份声明当事人身份
action-end-identity = 终止身份声明：此后不再有效
action-void-identity = 宣告身份声明自始不实：任何时候都不算数
action-plan-succession = 约定由谁接管本方
action-claim-seat = 提出由另一账户接管
action-support-claim = 同意他人提出的接管
action-end-claim = 终止接管
action-decide-claim = 以仲裁人身份对接管作出决定
action-take-seat = 接管操作权限
action-dismiss-report = 撤销还款登记
action-reverse-payment = 冲正误记的还款
action-publish = 发布参考利率
action-appoint = 任命
action-dismiss-from = 免职

## Loans: why a field or an argument cannot be used

why-amount-malformed = 看不懂这个金额。请写数字，至多一个小数点，如 10000.00；也可以写 10,000、1万、壹万元整、¥10000。
why-amount-decimals = 小数位太多：该币种只有 { $decimals } 位小数，本程序不替您取舍。
why-amount-too-large = 超过上限（10^26 个最小单位）。
why-amount-zero = 不能为零。
why-currency = 币种是三个字母（ISO 4217），如 CNY。
why-currency-unknown = 不知道该币种的小数位数。请改正，或加上 decimals = 2（以实际为准）。
why-day = 看不懂这个日期。请写 2026-12-31；也可以写 2026/12/31、2026年12月31日、今天、明天。
why-rate-highest = 按这里的日期、计息天数和舍入方式，最高为 { $rate }。
why-day-count = 只能是 act/365、act/360 或 30e/360（也可写作 30/360）。
why-empty = 不能为空。
why-flag = 只能是 true 或 false（也可以写 是、否）。
why-id-number = 证件号为 4 至 32 位字母和数字。
why-law = 只能是 prc 或 none。
why-method = 只能是 bullet（到期一次还本付息）、interest-only（先息后本）、equal-instalments（等额本息）、equal-principal（等额本金）或 custom（自定）；写中文名称也可以。
why-missing = 缺少该项。
why-offset = 时区偏移写作 +08:00，或写 北京时间。
why-period = 期间写作 90d、3m 或 1y，也可以写 90天、3个月、一年；天和月不能混写。
why-phone = 不是有效的电话号码：5 至 20 位数字，国外号码前加 + 和国家代码。
why-quotes = 这里只能写一个值，不能是列表或表。
why-rate = 看不懂这个利率。年利率请写 6%（至多四位小数）；也可以写 1.5%/月、月息2分、日万分之五、4倍LPR。
why-rate-cap = 自定上限 rate_cap 只能与 law = "none" 同用；适用 prc 时上限由法律规定。
why-rounding = 只能是 floor（向下取整）、half-even（四舍六入五成双）或 half-up（四舍五入）。
why-section = 缺少该部分：需要 [lender] 和 [borrower]，各有 account 与 name。
why-sign = 其中有一个字符（{ $sign }）看不见、无所依附，或者没有任何标准定义：别人看到的可能与签署的不同。请重新输入。
why-settlement = 只能是 off-chain（线下）、native（原生币）或 token（代币）。
why-lends = 请说明您是出借人还是借款人：lender 或 borrower。
why-start-past = 不能早于今天。
why-old-debt-delivered = 签署前已经交付的，不需要交付期限，请不要填写。
why-past-most = 一份借条至多列明 { $most } 笔签署前的往来。
why-succession-of = 请填写 "lender"、"borrower"，或本表单中共同借款人、保证人的账户。
why-succession-twice = 该方已有一段约定，每方一段即可：接管人和核验人请写在同一段中。
why-succession-nobody = 请填写谁可以接管：接管人（`heir`），或者核验人（`verifier`；出借人一方还须有第二核验人 `second`），两种方式也可以并用。
why-succession-part = 在本借款中有身份的人和仲裁人不能填在这里：请填写与各方都无关的账户。
why-succession-second-alone = 有第一核验人才可以有第二核验人：请同时填写 `verifier`，或者不填这一项。
why-succession-second = 出借人一方持有债权：指定核验人的，必须再指定一名第二核验人（`second`），以免其中一人就能把操作权限交给他人；也可以只指定接管人。
why-succession-second-same = 第二核验人须是另一个账户。
why-succession-heir-once = 本表单中的接管人不能再次填写，无论是为另一方，还是作为核验人：一人不得操作两方，也不得作出两份表示。请填写另一个账户。
why-sha256 = SHA-256 是 64 位十六进制数字，即 `sha256sum 文件` 显示的内容。
why-same-file = 证据文件本身就要写在这里。
why-file-empty = 文件是空的。
why-file-damaged = 这是一份证据文件，但有字节缺失或被改动（{ $error }）。
why-file-foreign = 这不是证据文件，或其格式不为本程序所知（{ $error }）。
why-pdf-without = 这是 PDF，但其中没有证据文件。证据报告里有，扫描件或另存的打印件里没有。
why-pdf-several = 这份 PDF 中有多份证据文件：请取出所指的那一份再验证。
why-not-older-than = 应为日期（如 2026-12-31），或距今的时长（如 7d、12h）。
why-iban = 不是 IBAN：校验位不符。
why-payee = 银行扫的码只能写 1 至 70 个字符的户名；不给 --iban，则二维码的内容为文字。
why-one-line = 应为一行看得见的文字。
why-stream-json = 标准输出（`-`）只放文件本身，不能再同时使用 --json。
why-stream-terminal = 标准输出（`-`）此时是终端；请转到文件或其他程序。
why-to-whom = 所选账户既不是这笔借款的出借人也不是借款人：请说明给谁（地址，或 lender、borrower、co-borrower.1、guarantor.1）。
why-handover-foreign = 它不是个人信息的移交文件。
why-handover-damaged = 它在途中被截断或改动了。
why-handover-locked = 它不是给 { $account } 的，或者口令不对。
why-handover-other = 其中的内容与链上该借款条款的承诺不符。
why-unknown-field = 表单没有这一项，可能拼写有误。

## Help: loans

help-deploy = 在链上部署新的账本合约，并把地址写入配置
help-deploy-examples =
    {"  "}iou --suri //Alice deploy loan.contract
    {"  "}iou --account deployer --profile court deploy loan.contract
help-deploy--bundle = 构建生成的合约包（.contract）

help-new = 按表单发起一张借条并签署（出借人、借款人均可发起）
help-new-examples =
    {"  "}iou --account zhangsan new jietiao.toml
    {"  "}iou --account zhangsan new jietiao.toml --evidence signature.png
help-new--form = TOML 表单；examples/ 中的表单说明了每一项
help-new--evidence = 把该文件的 SHA-256 记录在案；文件本身留在本机
help-new--loan-key = 为这笔借款使用单独的密钥，别人无法把它与您的其他借款联系起来；该密钥需有代币支付手续费，或由代提交服务代为提交
help-new--own-key = 用账户本身签署

help-sign = 签署对方发起的条款
help-sign-examples =
    {"  "}iou --account lisi sign 0
help-sign--loan = 借条编号
help-sign--evidence = 把该文件的 SHA-256 记录在案
help-sign--without-fields = 不看条款所承诺的个人信息就签（以后无法证明）

help-cancel = 撤回自己的提议，或拒绝对方的提议
help-cancel-examples =
    {"  "}iou --account lisi cancel 0
help-cancel--loan = 借条编号
help-cancel--evidence = 把该文件的 SHA-256 记录在案

help-expire = 记录逾期未签署或未交付（任何人可操作）
help-expire-examples =
    {"  "}iou --account lisi expire 0
help-expire--loan = 借条编号

help-deliver = 交付借款：链上直接转出（原生币或已授权的代币），或记录线下已交付（off-chain）；记录有误的，可重新登记
help-deliver-examples =
    {"  "}iou --account lisi deliver 0 --receipt transfer.pdf
    {"  "}iou --account lisi deliver 0 --amount 9500.00 --on 2026-11-23
help-deliver--loan = 借条编号
help-deliver--amount = 实际交付金额；省略则为约定本金中尚未登记的部分
help-deliver--on = 到账日期；省略则为今天
help-deliver--receipt = 把该凭证的 SHA-256 记录在案

help-retract = 出借人撤回误登记、且对方尚未确认的交付
help-retract-examples =
    {"  "}iou --account lisi retract 0
help-retract--loan = 借条编号
help-retract--delivery = 交付号；省略则为最早一次尚未确认的交付
help-retract--evidence = 把该文件的 SHA-256 记录在案

help-received = 借款人确认款项或其中一次已到账：第一次确认时借款成立，本金为已确认的数额
help-received-examples =
    {"  "}iou --account zhangsan received 0
help-received--loan = 借条编号
help-received--delivery = 交付号；省略则为最早一次尚未确认的交付
help-received--amount = 收到的金额；省略则为对方报告的金额
help-received--evidence = 把该文件的 SHA-256 记录在案

help-repay = 链上还款：以原生币，或以已授权合约划转的代币
help-repay-examples =
    {"  "}iou --account zhangsan repay 1 2.5
    {"  "}iou --account zhangsan repay 1 all
help-repay--loan = 借条编号
help-repay--amount = 金额；all 表示今天的全部欠款
help-repay--evidence = 把该文件的 SHA-256 记录在案

help-report = 报告一笔线下还款；出借人自己报告的立即生效
help-report-examples =
    {"  "}iou --account zhangsan report 0 4000.00 --receipt transfer.pdf
    {"  "}iou --account lisi report 0 4000.00 --on 2026-12-01
help-report--loan = 借条编号
help-report--amount = 金额；all 表示今天的全部欠款
help-report--receipt = 把该凭证的 SHA-256 记录在案
help-report--on = 付款日期；省略则为今天
help-report--paid-by = 代借款人还款的人：账户名或地址

help-confirm = 出借人确认借款人报告的还款
help-confirm-examples =
    {"  "}iou --account lisi confirm 0
    {"  "}iou --account lisi confirm 0 2
help-confirm--loan = 借条编号
help-confirm--report = 报告编号；省略则为最早一笔付款
help-confirm--evidence = 把该文件的 SHA-256 记录在案

help-due = 在链上公告到期款项（任何人可操作）
help-due-examples =
    {"  "}iou --account lisi due 0
    {"  "}iou --account lisi due 0 1 2
help-due--loans = 借条编号，至多 100 个

help-default = 宽限期后仍未还款时记录违约（任何人可操作）
help-default-examples =
    {"  "}iou --account lisi default 1
help-default--loan = 借条编号

help-record-silence = 记录还款的登记在约定期限内没有获得答复：只作证据，不是承认，此后仍可答复（任何人可操作）
help-record-silence-examples =
    {"  "}iou --account wangwu record-silence 0        答复期限最先届满的还款登记
    {"  "}iou --account lisi record-silence 0 3        第 3 号还款登记
help-record-silence--loan = 借条编号
help-record-silence--report = 还款登记的编号，每项一次，答复期限（见 `iou show`）届满的次日起；不写则取最先届满的一项

help-withdraw = 提取合约为本账户代管的还款
help-withdraw-examples =
    {"  "}iou --account lisi withdraw
    {"  "}iou --account lisi withdraw --token 5F…
help-withdraw--token = 代币地址；不填则为链上原生币

help-pay-slip = 银行转账用的还款单：金额、有效到哪一天，以及供对账单找回借条的附言码
help-pay-slip-examples =
    {"  "}iou pay-slip 0
    {"  "}iou --account zhangsan pay-slip 0 --private --bank-account "6222 0000 1234 5678 杭州银行" --qr
    {"  "}iou pay-slip 0 --all --on 2026-12-31
    {"  "}iou pay-slip 0 --payee "Marie Dupont" --iban FR1420041010050500013M02606 --png slip.png
help-pay-slip--loan = 借条编号
help-pay-slip--all = 全部欠款，而不只是到期的部分
help-pay-slip--on = 准备转账的日期；不填则为今天
help-pay-slip--payee = 收款人户名，与其银行登记一致
help-pay-slip--private = 从本机保存的个人信息中取出借人姓名
help-pay-slip--bank-account = 收款账号和开户行，按您所知填写；程序不作核对
help-pay-slip--iban = 收款人的 IBAN。欧元借款同时给出 --payee 时，银行应用扫码即可填好转账（EPC069-12）
help-pay-slip--qr = 在终端画出二维码
help-pay-slip--png = 把二维码写成此图片
help-pay-slip--force = 覆盖已有文件
slip-payee = 收款人
slip-account = 收款账户
slip-amount = 转账金额
slip-memo = 附言（附言码）
slip-due = { $late ->
    [0] { $day }
   *[other] { $day }，已逾期 { $late } 天；金额已含逾期利息
}
slip-until = 金额有效至（含当日）
slip-line = { $label }：{ $value }
slip-unsaid = —（这里无人提供，请向对方询问）
slip-why-memo = 转账时请把附言码填入附言：以后导入银行对账单，凭它找回这张借条。
slip-total = 全部还清需 { $total }（--all）。
slip-unconfirmed = 已登记、尚未确认的还款 { $amount } 未计入本单，请勿重复支付。
slip-assigned = 债权已转让，现债权人为 { $holder }，请向其询问收款账户。
slip-seat-claimed = 有人提出接管债权人一方的操作权限。结果确定之前，请只付到您已知的债权人账户，不要接受任何人提供的新账户。
slip-seat-key = 债权人一方现由账户 { $key } 操作，债权人没有改变。付到新的银行账户之前，请用您以前就知道的联系方式核实。
slip-no-link = 二维码的内容就是以上文字，不是任何钱包或银行的付款码。
slip-epc = 银行应用扫码即可填好 SEPA 转账（EPC069-12）。确认付款前请核对户名、IBAN 和金额。
slip-then = 转账后请登记：`iou report { $loan } 金额 --receipt 回单文件`。
slip-written = 二维码已写入 { $path }。

help-show = 查看一张借条：现状、条款和还款计划
help-show-examples =
    {"  "}iou show 0
    {"  "}iou show 0 --json
    {"  "}iou --account zhangsan show 0 --private
help-show--loan = 借条编号
help-show--private = 同时显示本机保存的姓名、证件号和事由

help-list = 列出某账户的借条
help-list-examples =
    {"  "}iou --account zhangsan list
    {"  "}iou list --all
help-list--of = 地址或账户名；省略则为当前账户
help-list--all = 合约中的全部借条
help-list--page = 每次五十张，从第 1 页起；不指定则全部列出
help-calendar = 把某账户各借条的还款日导出为带提醒的 iCalendar 文件，供手机或电脑日历使用
help-calendar-examples =
    {"  "}iou --account zhangsan calendar -o due.ics
help-calendar--of = 地址或账户名称；默认为所选账户
help-calendar--output = 写入的文件；默认为标准输出。再次导入新文件会更新旧条目
help-calendar--force = 覆盖已有文件

help-watch = 跟踪合约事件（区块最终确定后才显示）
help-watch-examples =
    {"  "}iou watch
    {"  "}iou watch --json --from 1200 >> events.jsonl
    {"  "}iou watch --from 0 --no-follow --loan 3
help-watch--from = 起始区块；省略则从下一个区块开始
help-watch--loan = 只显示该借条的事件
help-watch--no-follow = 到最新的最终区块即停止

## 索引

label-database = 数据库
label-head = 最新最终区块
label-loans = 借条
label-events = 事件
label-unknown-events = 未知事件
value-unreachable = 无法连接
index-empty = 数据库为空：运行 iou index 写入。
index-done = 数据库已到区块 { $block }；新事件 { $events } 个。
progress-index = 正在查看索引进度……
progress-index-fill = 区块 { $block } / { $head } · 每秒 { $speed } 块 · 剩余 { $left }
progress-index-live = 跟踪中：区块 { $block }
help-index = 将最终区块写入数据库并保持更新
help-index--database = 文件或 postgres://…；省略则用配置中的，或个人 iou 目录下的文件
help-index--once = 到最新的最终区块即停止
help-index--listen = /health、/ready 与 /metrics 的地址：ADDRESS:PORT，或 off
help-index-rebuild = 清空由链推出的数据表并重新写入；联系人、设置与消息保留
help-index-rebuild-examples =
    {"  "}iou index rebuild
help-index-rebuild--database = 文件或 postgres://…
help-index-status = 显示数据库进度
help-index-status-examples =
    {"  "}iou index status --json
help-index-status--database = 文件或 postgres://…
help-index-dump = 以文本输出由链推出的全部行，用于比较两个数据库
help-index-dump-examples =
    {"  "}iou index dump | sha256sum
help-index-dump--database = 文件或 postgres://…

## 计算器（无需连接链）：用语

calc-agreed = 约定本息合计
calc-before-2020 = { $day } 尚未施行 2020-08-20 的规定。此前成立的借贷，当事人请求的，截至 2020-08-19 的利息适用当时的司法解释；此后的利息适用起诉时的上限（民间借贷规定第31条）。
calc-basis-agreed = 约定的逾期利率
calc-basis-loan = 未约定逾期利率，按借期内利率
calc-basis-nothing = 无利率
calc-basis-reference = 未约定利率，按到期日的一年期 LPR
calc-cap = 利率上限
calc-cap-of-day = { $cap }（借款成立于 { $day }）
calc-cap-counted = 各计息天数下的最高利率
calc-cap-per = 折合月利率、日利率
calc-cap-per-value = { $month } · { $day }
calc-ceiling = 本息上限
calc-day-to-come = { $day } 尚未到来：这里所知最新的是 { $published } 公布的 LPR，届时可能不同。
calc-actual-days = 实际天数
calc-delayed = 加倍部分债务利息
calc-delayed-before-2014 = 该解释自 2014-08-01 起施行：此前的天数，加倍部分按当时的贷款利率计算。
calc-delayed-note = 这一部分与判决确定的一般债务利息并行。基数是判决确定的金钱债务，一般债务利息除外；判决分期履行的，各期自其期限届满之日分别计算。
calc-days = 天数
calc-enforceable = 可支持的本息
calc-fees = 违约金与其他费用
calc-fees-allowed = 主张 { $claimed }，可支持 { $allowed }
calc-formula = 算式
calc-formed-taken = 上限取的是到期日 { $day } 的：{ $cap }。依法应以借款成立之日为准，两者可能不同：请用 --formed 日期 写明。
calc-from = 起
calc-lpr = 一年期 LPR
calc-lpr-published = { $rate }，{ $published } 公布
calc-method-bullet = 到期一次还本付息
calc-method-custom = 自定分期
calc-method-equal-instalments = 等额本息
calc-method-equal-principal = 等额本金
calc-method-interest-only = 按期付息、到期还本
calc-rate-cut = { $why }，超出部分减至上限
calc-rate-why = { $rate }：{ $why }
calc-rounding = 舍入
calc-schedule = { $principal }，年利率 { $rate }，自 { $start } 起，{ $method }（{ $basis }，{ $rounding }）
calc-source = 来源
calc-span = { $days }：{ $from } 至 { $to }，{ $basis }，{ $ends ->
        [both] 首尾两日均计入
        [neither] 首尾两日均不计入
       *[last] 首日不计、末日计入
    }
calc-sum = 总计
calc-to = 止
calc-with-principal = 连同本金

law-cc-676 = 民法典第676条：借款人未按照约定的期限返还借款的，应当按照约定或者国家有关规定支付逾期利息。
law-pl-25 = 民间借贷规定第25条：利率不超过合同成立时一年期 LPR 四倍的，人民法院予以支持。
law-pl-27 = 民间借贷规定第27条：利息计入本金的，以合同成立时一年期 LPR 四倍为限；最终应支付的本息之和，不得超过最初本金与以最初本金为基数、按该四倍计算的整个借款期间的利息之和。
law-pl-28 = 民间借贷规定第28条：约定了逾期利率的从其约定，但不得超过上限；未约定逾期利率的，按借期内利率；均未约定的，参照当时一年期 LPR。
law-pl-29 = 民间借贷规定第29条：逾期利息、违约金和其他费用可以一并主张，但总计超过合同成立时一年期 LPR 四倍的部分不予支持。
law-cpl-264 = 民事诉讼法第264条：未按判决指定的期间履行给付金钱义务的，应当加倍支付迟延履行期间的债务利息。
law-di-1 = 最高人民法院关于执行程序中计算迟延履行期间的债务利息适用法律若干问题的解释（法释〔2014〕8号）第1条：除一般债务利息外，加倍部分为尚未清偿的金钱债务（一般债务利息除外）乘以日万分之一点七五乘以迟延履行期间。
law-di-2 = 同一解释第2条、第3条：自判决确定的履行期间届满之日（未确定的，自生效之日）起，至履行完毕之日止。

why-currency-name = 币种名称由 2 至 12 个字母和数字组成，例如 CNY。
why-currency-needs-decimals = 不知道该币种的小数位数。请改正，或加上 --decimals 2（以实际为准）。
why-day-after = 它晚于 { $until }。
why-day-before = 它早于 { $from }。
why-day-not-later = 它必须晚于 { $before }。
why-flag-needed = 使用 --method { $method } 时需要 { $flag }。
why-flag-unwanted = { $flag } 不能与 --method { $method } 同用。
why-instalment-by-hand = 自定分期写作 2026-12-31=5000.00；最后一期可以只写日期。
why-instalment-last = 最后一期应为剩余本金 { $left }。请省略其金额，或更正各期金额。
why-instalment-too-large = 它超过剩余本金（{ $left }）减去尾款后的数额。
why-number-between = 应为 { $least } 至 { $most } 的整数。
why-rate-percent = 请带上百分号：年利率写 { $value }%，月利率写 { $value }%/月。

## 计算器：帮助

help-schedule = 计算还款计划；无需链和账户
help-schedule-examples =
    {"  "}iou schedule --principal 100.00 --rate 9.4822% --method equal-instalments --every 1m --periods 6
    {"  "}iou schedule --principal 20000.00 --rate 6% --method interest-only --every 1m --periods 12 --csv
    {"  "}iou schedule --principal 9000.00 --rate 6% --method custom --start 2026-01-01 \
    {"      "}--instalment 2026-06-30=4000.00 --instalment 2026-12-31
help-schedule--principal = 本金，例如 10000.00、1万 或 壹万元整
help-schedule--currency = 币种（ISO 4217）；其他名称需同时给出 --decimals
help-schedule--decimals = 币种的小数位数，0 至 12
help-schedule--day-count = 计息天数规则：act/365、act/360 或 30e/360（31 日按 30 日计）
help-schedule--rounding = 舍入规则：floor（向下）、half-even（四舍六入五成双）或 half-up（四舍五入）
help-schedule--rate = 利率：年利率 6%，也可以写 1.5%/月、月息2分、日万分之五、4倍LPR
help-schedule--method = bullet（到期一次还本付息）、interest-only（按期付息、到期还本）、equal-instalments（等额本息）、equal-principal（等额本金）、custom（自定），或 flat（等本等息，用来看真实年利率）
help-schedule--start = 交付日；省略则为今天（中国时间）
help-schedule--every = 两个到期日的间隔：1m、30d、1y、每月；bullet 时为整个借期，或到期日
help-schedule--periods = 期数，1 至 120；bullet 时为 1
help-schedule--instalment = 用于 custom：到期日和本金，如 2026-12-31=5000.00；每期写一次，最后一期可以只写日期，取剩余本金
help-schedule--balloon = 留到最后一期的本金（尾款）
help-schedule--both-ends = 交付日也计入天数
help-schedule--csv = 以逗号分隔值（CSV）输出

help-interest = 计算两个日期之间的单利；无需链和账户
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
help-interest--from = 首日；除非使用 --both-ends，否则不计入
help-interest--to = 末日，计入
help-interest--both-ends = 首日也计入，与法院计算软件相同
help-interest--neither-end = 首日和末日都不计入

help-law = 自然人之间的借贷，法院能够支持多少，附条文；无需链和账户
help-law-cap = 查询某日成立的借款的年利率上限：一年期 LPR 的四倍
help-law-cap-examples =
    {"  "}iou law cap
    {"  "}iou law cap --on 2024-08-01 --rates
help-law-cap--on = 借款成立的日期；省略则为今天（中国时间）
help-law-cap--rates = 同时折合为月利率、日利率，并列出各种计息天数下的最高利率
help-law-overdue = 计算逾期利息，以及可一并主张的费用
help-law-overdue-examples =
    {"  "}iou law overdue --principal 50000.00 --due 2025-06-30 --paid 2025-09-30 --day-count act/360
    {"  "}iou law overdue --principal 50000.00 --rate 8% --overdue-rate 15% --fees 2000.00 \
    {"      "}--formed 2025-01-05 --due 2025-06-30 --paid 2025-09-30
help-law-overdue--principal = 逾期的本金
help-law-overdue--currency = { help-schedule--currency }
help-law-overdue--decimals = { help-schedule--decimals }
help-law-overdue--day-count = { help-schedule--day-count }
help-law-overdue--rounding = { help-schedule--rounding }
help-law-overdue--due = 到期日，不计入
help-law-overdue--paid = 付款日，计入
help-law-overdue--rate = 约定的借期内利率（如有），须带百分号
help-law-overdue--overdue-rate = 约定的逾期利率（如有），须带百分号
help-law-overdue--formed = 借款成立的日期，以该日的上限为准；省略则用到期日，并给出警告
help-law-overdue--fees = 一并主张的违约金和费用
help-law-overdue--both-ends = 到期日也计入，与法院计算软件相同
help-law-overdue--neither-end = 到期日和付款日都不计入
help-law-rolled-up = 利息计入本金后，计算能够支持的本息
help-law-rolled-up-examples =
    {"  "}iou law rolled-up --principal 100000.00 --rate 15.4% \
    {"      "}--start 2021-01-01 --roll-up 2022-01-01 --end 2023-01-01
    {"  "}iou law rolled-up --principal 100000.00 --rate 12% --cap 15.4% \
    {"      "}--start 2021-01-01 --roll-up 2021-07-01,2022-01-01 --end 2022-07-01
help-law-rolled-up--principal = 最初的本金
help-law-rolled-up--currency = { help-schedule--currency }
help-law-rolled-up--decimals = { help-schedule--decimals }
help-law-rolled-up--day-count = { help-schedule--day-count }
help-law-rolled-up--rounding = { help-schedule--rounding }
help-law-rolled-up--rate = 约定的年利率，须带百分号
help-law-rolled-up--start = 交付日
help-law-rolled-up--roll-up = 利息计入本金的日期；多个用逗号分隔，或重复使用
help-law-rolled-up--end = 结算日
help-law-rolled-up--formed = 借款成立的日期，以该日的上限为准；省略则为交付日
help-law-rolled-up--cap = 不用内置的上限而用此上限，须带百分号
help-law-lpr = 按一年期 LPR 计算一段时间的利息，LPR 变动的分段列出
help-law-lpr-examples =
    {"  "}iou law lpr --principal 100000.00 --from 2024-06-30 --to 2025-06-30
    {"  "}iou law lpr --principal 100000.00 --from 2024-06-30 --to 2025-06-30 --times 4 --both-ends
help-law-lpr--principal = 本金
help-law-lpr--currency = { help-schedule--currency }
help-law-lpr--decimals = { help-schedule--decimals }
help-law-lpr--day-count = { help-schedule--day-count }
help-law-lpr--rounding = { help-schedule--rounding }
help-law-lpr--from = 首日；除非使用 --both-ends，否则不计入
help-law-lpr--to = 末日，除非使用 --neither-end，否则计入
help-law-lpr--times = LPR 的倍数：1 至 4
help-law-lpr--both-ends = 首日也计入，与法院计算软件相同
help-law-lpr--neither-end = 首日和末日都不计入
help-law-delayed = 计算未按期履行判决的加倍部分债务利息：日万分之一点七五
help-law-delayed-examples =
    {"  "}iou law delayed --principal 520000.00 --pay-by 2025-03-10 --paid 2025-09-30
help-law-delayed--principal = 判决确定的金钱债务，一般债务利息除外
help-law-delayed--currency = { help-schedule--currency }
help-law-delayed--decimals = { help-schedule--decimals }
help-law-delayed--rounding = { help-schedule--rounding }
help-law-delayed--pay-by = 判决确定的履行期间的最后一日，不计入
help-law-delayed--paid = 付款日，计入

## 履行中的借款：变更、债权、争议、职务

help-dismiss = 借款人撤回还款登记，或由登记时的债权人拒绝
help-dismiss-examples =
    {"  "}iou --account zhangsan dismiss 0
    {"  "}iou --account lisi dismiss 0 2
help-dismiss--loan = 借条编号
help-dismiss--report = 登记编号；不填则为最早一笔
help-dismiss--evidence = 文件，其 SHA-256 记录上链
help-reverse = 冲正误记的还款：双方都执行这一步后，该笔不再入账
help-reverse-examples =
    {"  "}iou --account lisi reverse 0
    {"  "}iou --account zhangsan reverse 0 7
help-reverse--loan = 借条编号
help-reverse--payment = 该笔还款的记录号（见 `iou statement`）；不填则为对方提出的一笔，否则为最近一笔
help-reverse--evidence = 文件，其 SHA-256 记录上链

help-amend = 为履行中的借款提出新条款：展期、利率、还款计划
help-amend-examples =
    {"  "}iou --account zhangsan amend 0 --method interest-only --every 1m --periods 6
    {"  "}iou --account lisi amend 0 --rate 5%
    {"  "}iou --account zhangsan amend 0 --instalment 2027-03-01=5000.00 --instalment 2027-06-01=5000.00
help-amend--loan = 借条编号
help-amend--method = bullet、interest-only、equal-instalments、equal-principal；不填则不变
help-amend--every = 两个到期日之间，如 1m 或 30d
help-amend--periods = 期数；不填则为剩余期数
help-amend--start = 到期日的起算日，不得晚于今天；不填则为今天。利息一律自今天起显示
help-amend--instalment = 手工填写到期日和本金，每期一次；利息据此计算
help-amend--balloon = 留到最后一期的本金
help-amend--rate = 此后的年利率，如 5%
help-amend--overdue-rate = 逾期年利率
help-amend--grace-days = 宽限天数
help-amend--roll-up = 把未付利息计入本金，不超过法定上限
help-amend--sign-within = 其他人签名的期限
help-amend--evidence = 文件，其 SHA-256 记录上链

help-accept = 签署等待本账户签名的变更或转让
help-accept-examples =
    {"  "}iou --account lisi accept 0
help-accept--loan = 借条编号
help-accept--evidence = 文件，其 SHA-256 记录上链

help-consent = 以列名保证人身份同意现行或拟定的条款
help-consent-examples =
    {"  "}iou --account wangwu consent 0
help-consent--loan = 借条编号
help-consent--evidence = 文件，其 SHA-256 记录上链
help-consent--without-fields = 不看条款所承诺的个人信息就签（以后无法证明）

help-assign = 把债权整体或分份转让，各份之和等于所持份额
help-assign-examples =
    {"  "}iou --account lisi assign 0 wangwu=1000000
    {"  "}iou --account lisi assign 0 lisi=600000 wangwu=400000
help-assign--loan = 借条编号
help-assign--parts = 账户与债权整体的百万分数；保留的部分写自己的账户
help-assign--sign-within = 受让人签名的期限
help-assign--evidence = 文件，其 SHA-256 记录上链

help-seat = 由另一账户接管您在借款中的操作权限：约定、移交、提出、异议、接管
help-seat-show = 各方由哪个账户操作，谁可以接管，谁提出了接管，以及需要您办理什么
help-seat-show-examples =
    {"  "}iou seat show 0
    {"  "}iou --account lisi seat show 0 --json
help-seat-show--loan = 借条编号
help-seat-plan = 债权受让人约定由谁接管本方，只能约定一次；当事人在条款中约定（表单的 [[succession]]）
help-seat-plan-examples =
    {"  "}iou --account wangwu seat plan 0 --heir son
    {"  "}iou --account wangwu seat plan 0 --verifier notary --second bank --days 21
help-seat-plan--loan = 借条编号
help-seat-plan--heir = 接管人：可以单独为自己提出接管
help-seat-plan--verifier = 核验人：可以为您的另一账户提出接管
help-seat-plan--second = 还须同意的第二核验人
help-seat-plan--days = 对接管提出异议的天数
help-seat-hand-over = 把操作权限移交给另一账户，例如密钥被盗：7 天后可以接管，接管人同意的可以立即接管
help-seat-hand-over-examples =
    {"  "}iou --account zhangsan seat hand-over 0 --to zhangsan2
help-seat-hand-over--loan = 借条编号
help-seat-hand-over--to = 接管账户：在本借款中没有身份的账户
help-seat-hand-over--statement = 曾有异议的，附核验人对您身份的声明：声明文件，或者 0x 开头的摘要
help-seat-hand-over--evidence = 文件，其 SHA-256 记录上链
help-seat-claim = 提出接管：接管人为自己提出，或者本人指定的核验人为另一账户提出
help-seat-claim-examples =
    {"  "}iou --account son seat claim 0 borrower
    {"  "}iou --account notary seat claim 0 lender --to lisi2 --evidence report.pdf
    {"  "}iou --account son seat claim 0 borrower --statement statement.json
help-seat-claim--loan = 借条编号
help-seat-claim--seat = 接管哪一方：lender、borrower，或该方的账户
help-seat-claim--to = 接管账户；不写则为自己的账户，接管人只能如此
help-seat-claim--statement = 异议之后记录在案的、核验人对本人身份的声明：声明文件，或者 0x 开头的摘要
help-seat-claim--evidence = 文件，其 SHA-256 记录上链
help-seat-support = 作出接管所待的表示：第二核验人同意；或者接管人同意立即移交
help-seat-support-examples =
    {"  "}iou --account bank seat support 0 lender --to lisi2
help-seat-support--loan = 借条编号
help-seat-support--seat = 哪一方：lender、borrower，或该方的账户
help-seat-support--to = 接管账户，以 `iou seat show` 所示为准
help-seat-support--evidence = 文件，其 SHA-256 记录上链
help-seat-end = 该方的现用账户提出异议；提出者或接管账户放弃接管；六十天没有进展的，或者一年内仲裁人没有决定的，任何人可以终止
help-seat-end-examples =
    {"  "}iou --account zhangsan seat end 0 borrower --to 5…
help-seat-end--loan = 借条编号
help-seat-end--seat = 哪一方：lender、borrower，或该方的账户
help-seat-end--to = 接管账户，以 `iou seat show` 所示为准
help-seat-end--evidence = 文件，其 SHA-256 记录上链
help-seat-decide = 仲裁人决定异议之后再次提出的接管
help-seat-decide-examples =
    {"  "}iou --account zhaoliu seat decide 0 borrower --to 5… --grant --evidence ruling.pdf
    {"  "}iou --account zhaoliu seat decide 0 borrower --to 5… --deny --evidence ruling.pdf
help-seat-decide--loan = 借条编号
help-seat-decide--seat = 哪一方：lender、borrower，或该方的账户
help-seat-decide--to = 接管账户，以 `iou seat show` 所示为准
help-seat-decide--grant = 准予接管，由该账户操作
help-seat-decide--deny = 不予接管，仍由现用账户操作
help-seat-decide--evidence = 裁判文书或者您的书面决定，其 SHA-256 记录上链
help-seat-take = 天数届满后，以您的账户接管
help-seat-take-examples =
    {"  "}iou --account zhangsan2 seat take 0 borrower
help-seat-take--loan = 借条编号
help-seat-take--seat = 哪一方：lender、borrower，或该方的账户
help-seat-take--evidence = 文件，其 SHA-256 记录上链

help-forgive = 免除部分或全部债务
help-forgive-examples =
    {"  "}iou --account lisi forgive 0 500.00
    {"  "}iou --account lisi forgive 0 all
help-forgive--loan = 借条编号
help-forgive--amount = 金额，或 all：今天的全部欠款
help-forgive--evidence = 文件，其 SHA-256 记录上链

help-demand = 记录已经催告，或已就债权转让发出通知；写明到达日并有凭证的，本人份额的时效自该日重新起算
help-demand-examples =
    {"  "}iou --account lisi demand 0 --message letter.pdf --channel letter \
    {"      "}--receipt delivery.pdf --arrived 2026-04-10
help-demand--loan = 借条编号
help-demand--message = 所发送的内容；其 SHA-256 记录上链
help-demand--channel = 发送方式
help-demand--receipt = 到达凭证；其 SHA-256 记录上链
help-accelerate = 违约后让全部借款提前到期：记录发给债务人的通知
help-accelerate-examples =
    {"  "}iou --account lisi accelerate 0 --message notice.pdf --channel letter --receipt delivery.pdf
help-accelerate--loan = 借条编号
help-accelerate--message = 所发送的通知；其 SHA-256 记录上链
help-accelerate--channel = 发送方式
help-accelerate--receipt = 到达凭证；其 SHA-256 记录上链
help-demand--arrived = 凭证所载的到达日；不填则为今天，并给出警告

help-ack = 借款人承认今天的欠款；时效重新起算
help-ack-examples =
    {"  "}iou --account zhangsan ack 0 --evidence signed.pdf
help-ack--loan = 借条编号
help-ack--evidence = 文件，其 SHA-256 记录上链

help-dispute = 对对方的账目提出争议；解决前不能记录违约
help-dispute-examples =
    {"  "}iou --account zhangsan dispute 0 --evidence objection.pdf
help-dispute--loan = 借条编号
help-dispute--evidence = 文件，其 SHA-256 记录上链

help-resolve = 以仲裁人身份解决争议，或撤回自己提出的争议
help-resolve-examples =
    {"  "}iou --account arbiter resolve 0
    {"  "}iou --account arbiter resolve 0 --credit 1000.00 --costs 200.00
help-resolve--loan = 借条编号
help-resolve--credit = 计为已还的金额
help-resolve--on = 认定的付款日；不填则为今天
help-resolve--costs = 借款人应承担的实现债权费用
help-resolve--evidence = 文件，其 SHA-256 记录上链

help-attest = 以被任命的见证人身份证明见过某文件
help-attest-examples =
    {"  "}iou --account notary attest 0 contract-scan.pdf --kind 1
help-attest--loan = 借条编号
help-attest--file = 文件；其 SHA-256 记录上链
help-attest--kind = 文件种类，由见证人编号

help-credit = 查看账户作为借款人的记录
help-credit-examples =
    {"  "}iou credit
    {"  "}iou credit zhangsan --json
help-credit--of = 地址或账户名；不填则为所选账户

help-limitation = 查看债权的诉讼时效
help-limitation-examples =
    {"  "}iou limitation 0
help-limitation--loan = 借条编号

help-statement = 逐行显示借款账目，附算式、依据和法条
help-statement-examples =
    {"  "}iou statement 0
    {"  "}iou statement 0 --on 2026-12-31 --json
    {"  "}iou statement 0 --csv > account.csv
help-statement--loan = 借条编号
help-statement--on = 截至当日结束；不填则为今天
help-statement--csv = 以逗号分隔输出

help-agreement = 用中文或英文写出借条全文，或者从文本读回条款
help-agreement-examples =
    {"  "}iou agreement 0 --lang zh
    {"  "}iou --account zhangsan agreement 0 --both --open all -o agreement.txt
    {"  "}iou agreement --form jietiao.toml
    {"  "}iou agreement 0 --read agreement.txt
help-agreement--loan = 借条编号；写出双方最初签署的条款
help-agreement--form = 写出这份表单的草稿，不发起任何操作
help-agreement--read = 读回文本：显示其条款的摘要；同时给出编号时，核对是否为该借条
help-agreement--both = 先中文后英文（否则用 --lang 的语言）
help-agreement--open = 显示这一项个人信息，如 borrower.name，或 all 表示全部；可重复
help-agreement--output = 写入该文件（含个人信息时只有本人可读）
help-agreement--force = 覆盖已有文件
agreement-written = 已写入：{ $path }
agreement-draft = 这是草稿：正式发起时，编号、期限和摘要会变。
agreement-amended = 借条 { $loan } 此后变更过 { $amendments } 次。这里是最初签署的条款；现行条款见 `iou show { $loan }`。
agreement-form-unknown = 本机不知道双方签署时所用的范本版本，这里按最新版本生成。范本版本与个人信息存放在一起，可用 `iou fields take` 取得，须用密钥打开。
agreement-read = 文本所载条款的摘要为 { $digest }
agreement-same = 文本与借条 { $loan } 的条款完全一致：{ $digest }
why-agreement-line = 第 { $line } 行与条款不符。
why-agreement-two = 两种语言所载的条款不同。
why-agreement-other = 文本所载条款的摘要为 { $found }，该借条的为 { $expected }。

help-forget = 销毁本机保存的某张借条的个人信息和导入的账单行；此后证据显示为“未披露”
help-forget-examples =
    {"  "}iou --account zhangsan forget 0 --field borrower.phone
    {"  "}iou --account zhangsan forget 0 --yes
help-forget--loan = 借条编号；无须节点时，为 0x 加条款摘要（只销毁个人信息），或 0x 加某一账单行的摘要
help-forget--field = 只销毁这一项；可重复。省略则为全部，连同为该借条登记在案的全部账单行
forget-heading = 即将永久销毁：
forget-question = 确认销毁原值和盐值？[y/N]
forget-row = 账单行
forget-row-after = 本机不再有这些账单行及其盐值：链上登记的凭证是它们的摘要，今后在证据中或以其他方式都不能再打开。账单文件本身不受影响；再次导入时会发现付款已在案。
forget-row-done = 已遗忘 { $count } 行账单。摘要仍在案，但不再说明任何内容。
forget-after = 本机不再有原值和盐值，凭它们打开承诺值的可能随之消失。对方或备份中的副本不受影响。这些项目原来能证明的内容，今后不能再由此证明。
forget-done = 已遗忘 { $count } 项。承诺值仍在，但不再说明任何内容。
forget-nothing = 没有可以遗忘的个人信息。
err-rows-unknown = 无法得知本机导入的哪些账单行已为第 { $loan } 号借条登记在案：节点 { $url } 已不保留旧区块。没有销毁任何内容。
rec-rows-unknown = 请改用归档节点（--url）。没有归档节点时，`iou forget 0x…` 加条款摘要可销毁个人信息，加某一账单行的摘要可销毁该行。

new-next = 下一步：对方签署前需要看到姓名等个人信息。iou fields send { $loan } -o 文件（或 --qr）；对方用 iou fields take 文件 收下
label-clauses = 固定条款
fields-withheld = （未出示）
fields-blind = 未看到：所签条款中的姓名等个人信息，本机无法打开
fields-clauses-other = 不是本程序所写的条款，或未固定
fields-sent = 已加密给 { $account }，其他人无法阅读；对方用 iou fields take 文件 收下（借款 { $loan }）。
fields-sent-offer = 已加密给 { $account }，其他人无法阅读；对方用 iou fields take 文件 --offer 要约文件 收下。
fields-written = 已写入：{ $path }
fields-taken = 已与链上条款核对并保存。
help-fields = 查看、移交、收下一笔借款的个人信息：双方都需要
help-fields-show = 显示本机保存的一笔借款的个人信息
help-fields-show-examples =
    {"  "}iou --account lisi fields show 0
help-fields-show--loan = 借款编号
help-fields-send = 把个人信息移交给对方，加密后只有对方账户能读
help-fields-send-examples =
    {"  "}iou --account zhangsan fields send 0 -o fields.txt
    {"  "}iou --account zhangsan fields send 0 --qr
    {"  "}iou --account zhangsan fields send 0 --to guarantor.1 --withhold lender.id_number -o fields.txt
    {"  "}iou --account zhangsan fields send 0 --passphrase -o fields.txt
help-fields-send--loan = 借款编号
help-fields-send--to = 给谁：地址、密钥文件名、lender、borrower、co-borrower.1 或 guarantor.1（不写则给另一方）
help-fields-send--output = 写入此文件，而不是直接输出
help-fields-send--qr = 在终端画出二维码
help-fields-send--png = 把二维码写成此图片
help-fields-send--withhold = 不出示此项的内容；可重复
help-fields-send--passphrase = 用双方约定的口令加密（对方账户不是 sr25519 密钥时）
help-fields-send--passphrase-file = 首行为口令的文件（不写则询问）
help-fields-send--force = 覆盖已有文件
help-fields-take = 收下对方移交的个人信息（须与链上条款一致）
help-fields-take-examples =
    {"  "}iou --account lisi fields take fields.txt
    {"  "}iou --account lisi fields take -
help-fields-take--file = 文件，- 表示标准输入：`iou fields send` 给出的那一行，或二维码中的内容
help-fields-take--passphrase-file = 首行为口令的文件（仅在用口令加密时；不写则询问）
label-fields = 项目
label-consequence = 此后
why-loan-or-digest = 既不是借条编号，也不是 0x 加 64 位十六进制数字。

help-office = 合约的参考利率、见证人、核验人和仲裁人

help-office-rates = 列出合约采用的参考利率
help-office-rates-examples =
    {"  "}iou office rates

help-office-publish = 发布下一期一年期LPR
help-office-publish-examples =
    {"  "}iou --account publisher office publish 2026-11-20 2.95% --source notice.pdf
help-office-publish--day = 生效日：今天（中国时间）
help-office-publish--rate = 利率，如 2.95%
help-office-publish--source = 公告文件；其 SHA-256 记录上链

help-office-appoint = 任命某账户担任职务
help-office-appoint-examples =
    {"  "}iou --account deployer office appoint witness notary
help-office-appoint--office = 职务
help-office-appoint--account-of = 地址或账户名

help-office-dismiss = 免去某账户的职务
help-office-dismiss-examples =
    {"  "}iou --account deployer office dismiss witness notary
help-office-dismiss--office = 职务
help-office-dismiss--account-of = 地址或账户名

## iou doctor：检查项、结果与处理办法

doctor-check-profile = 配置
doctor-check-node = 节点
doctor-check-sync = 网络
doctor-check-finality = 最终确认
doctor-check-clock = 时钟
doctor-check-runtime = 运行时
doctor-check-contract = 合约
doctor-check-database = 数据库
doctor-check-index = 索引
doctor-check-disk = 磁盘
doctor-check-contacts = 联系方式
doctor-check-fees = 手续费
doctor-check-channels = 通知渠道
doctor-check-signer = 签署页
doctor-signer-well = { $url } 提供的签署页与本程序一致：{ $own }
doctor-signer-other = { $url } 提供的签署页与本程序不同：是 { $found }，不是 { $own }。
doctor-signer-other-do = 先比对版本；版本相同的，签署之前请询问该主机的运营者。
doctor-signer-away = { $url } 没有说明它提供什么：{ $reason }
doctor-signer-away-do = 请检查地址，以及那里是否运行着 `iou serve` 或 `iou run`。
doctor-profile-well = “{ $profile }”（来自 { $origin }）：{ $url }，合约 { $contract }
doctor-profile-open = “{ $profile }”没有固定 { $key }，它若被更换将无法察觉。
doctor-profile-open-do = 请将 `iou config pin` 所示与部署者公布的内容核对，再由它写入 [profile.{ $profile }]；`iou deploy` 也会写入。
doctor-profile-exposed = 与 { $url } 之间的传输未加密，而它在另一台机器上：途中任何人都能冒充节点作答。
doctor-profile-exposed-do = 请使用 wss://，或通过隧道（ssh -L、WireGuard）连接 ws://127.0.0.1。
doctor-node-well = { $url } 有应答：{ $chain }，首块 { $genesis }
doctor-sync-well = 已跟上网络，连接 { $peers } 个其他节点
doctor-sync-by-itself = 不需要其他节点
doctor-sync-behind = 仍在从 { $peers } 个其他节点获取区块，它给出的内容是旧的。
doctor-sync-behind-do = 请等到其日志显示空闲，或用 --url 换用其他节点。
doctor-sync-alone = 看不到任何其他节点。
doctor-sync-alone-do = 请检查链规格中的引导节点、端口（默认 30333）和防火墙。
doctor-finality-well = 已最终确认至 { $finalised }，落后最新区块 { $lag } 块
doctor-finality-slow = 最终确认落后 { $lag } 块：已确认至 { $finalised }，最新为 { $best }。
doctor-finality-slow-do = 请一分钟后再查。若继续扩大，请查明哪些机构的节点停机：须有三分之二以上投票。
doctor-finality-stopped = 最终确认已停滞 { $lag } 块：已确认至 { $finalised }，最新为 { $best }。
doctor-finality-stopped-do = 请查明哪些机构的节点停机：须有三分之二以上投票。在此之前不会有新的索引和通知。
doctor-clock-well = 与最新的已确认区块相差 { $seconds } 秒
doctor-clock-moved-on = 开发链的时钟被拨快，比本机快 { $seconds } 秒。
doctor-clock-last-block = 开发链最新的已确认区块是 { $seconds } 秒之前的；有内容要写时才出块。
doctor-clock-last-block-do = 如果这正是要用的链，则无需处理；否则请更正 profile 的 url，或重新启动其节点。
doctor-clock-no-block = 该链在首块之后还没有任何区块。
doctor-clock-no-block-do = 开发链会在第一笔交易时出块。若是其他链，说明没有验证者出块：请查看其日志。
doctor-clock-slow = 本机时钟比最新的已确认区块慢 { $seconds } 秒。
doctor-clock-slow-do = 请用 NTP 校准时钟（`timedatectl status`）。重试和证书都依赖它。
doctor-clock-old-block = 按本机时钟，最新的已确认区块是 { $seconds } 秒之前的。
doctor-clock-old-block-do = 或是这段时间没有区块得到最终确认（见“最终确认”），或是本机时钟快了（`timedatectl status`）。
doctor-runtime-ours = { $name }，版本 { $version }
doctor-runtime-foreign = 这条链运行的是 { $name }（版本 { $version }），不是 iou。
doctor-runtime-foreign-do = 请检查 url 和 genesis。其他带合约的链也许可用，但本客户端未在其上测试。
doctor-contract-well = { $contract } 存在
doctor-contract-none = 这条链上没有合约 { $contract }。
doctor-contract-none-do = 请改正配置中的 contract，或部署一个：`iou deploy`。
doctor-database-well = { $database }，表版本 { $found }
doctor-database-none = 还没有数据库 { $database }。
doctor-database-none-do = `iou index` 或 `iou run` 会建立它。若本应存在，请改正 --database。
doctor-database-older = { $database } 的表版本是 { $found }；本程序的版本是 { $ours }。
doctor-database-older-do = 请先备份；下次启动 `iou index` 或 `iou run` 时会升级。
doctor-database-newer = { $database } 的表版本是 { $found }，由更新的程序建立；本程序只认识到 { $ours }。
doctor-database-newer-do = 请使用更新版本的 iou，或换用其他数据库。
doctor-index-well = 已到区块 { $block }，落后 { $lag } 块
doctor-index-behind = 只到区块 { $block }，落后 { $lag } 块。
doctor-index-behind-do = 请查看 `iou index` 或 `iou run` 是否在运行及其日志；长时间停机后需要一些时间追赶。
doctor-index-ahead = 已到区块 { $block }，比该节点多 { $ahead } 块。
doctor-index-ahead-do = 节点仍在追赶，或者不是索引所用的节点；若一直如此，请换用其他节点。
doctor-index-anew = 属于重新开始之前的链：区块 { $number } 现为 { $found }，原为 { $expected }。
doctor-index-anew-do = 开发链：运行 `iou index rebuild`。其他链：同一高度出现两个最终区块属于警报（docs/operations.md）。
doctor-index-empty = 索引中还没有内容。
doctor-index-empty-do = 请启动 `iou index` 或 `iou run`。
doctor-index-foreign = 该数据库属于另一条链或另一个合约：其 { $what } 为 { $found }，应为 { $expected }。
doctor-index-foreign-do = 请为此配置换用其他 --database，或改正配置。未作任何改动。
doctor-disk-well = { $path } 处有 { $mib } MiB 可用
doctor-disk-little = { $path } 处只剩 { $mib } MiB。
doctor-disk-little-do = 请尽快腾出空间：磁盘写满会使索引和提醒停止。不会丢失内容，有空间后会继续。
doctor-disk-full = { $path } 处只剩 { $mib } MiB：后续区块可能写不下。
doctor-disk-full-do = 请立即腾出空间。不要删除数据库旁的任何文件，尤其是 -wal 文件。
doctor-contacts-well = { $path } 存在，且只有所有者可读
doctor-contacts-none = 尚未保存联系方式，因此还不需要 { $path }
doctor-contacts-locked = 缺少密钥 { $path }，没有它就无法读取 { $number } 个账户的联系方式。
doctor-contacts-locked-do = 请从备份恢复。若无备份，须请各人重新提供联系方式：`iou contact`。
doctor-contacts-empty = 密钥 { $path } 是空的。
doctor-contacts-empty-do = 请从备份恢复。
doctor-fees-well = { $account } 有 { $balance }
doctor-fees-no-account = 没有选择账户；只有中继者需要。
doctor-fees-unknown = 没有节点，无法得知 { $account } 的余额。
doctor-fees-unknown-do = 请先使节点可用。
doctor-fees-little = { $account } 只有 { $balance }。
doctor-fees-little-do = 请转入一些：没有手续费，中继者无法把提醒和催告记录上链。
doctor-fees-none = { $account } 没有可用于手续费的余额。
doctor-fees-none-do = 请转入一些 IOU，或用 --account 选择正确的账户。
doctor-channel-well = { $channel } 可用
doctor-channel-broken = { $channel } 不可用：{ $reason }
doctor-channel-broken-do = 请改正提醒设置（--config）中的相应部分、其密钥或服务器。在此之前消息会等待并重试。
doctor-check-reached = 节点
doctor-check-chain = 链
doctor-check-versions = 版本
doctor-check-behind = 落后
doctor-check-agreement = 一致
doctor-check-authorities = 机构
doctor-check-votes = 投票
doctor-network-title = 整个网络
doctor-member-votes = { $chain }，{ $version }，有投票权的机构
doctor-member-reads = { $chain }，{ $version }，无投票权
doctor-reached-all = 询问的 { $asked } 个节点都有应答
doctor-reached-some = { $asked } 个节点中只有 { $answered } 个应答。
doctor-reached-some-do = 请询问其余节点的运行者。只在本机监听的节点须在那台机器上询问。
doctor-reached-none = { $asked } 个节点都没有应答。
doctor-reached-none-do = 请检查地址（--node）和本机网络。
doctor-chain-one = 同一条链，首块 { $genesis }
doctor-chain-several = 这些节点运行的不是同一条链。{ $groups }
doctor-chain-several-do = 请比对各自链规格的 SHA-256；用错的节点须换用正确的链规格重新开始。
doctor-versions-one = 都是 { $version }
doctor-versions-several = 这些节点运行的程序版本不同。{ $groups }
doctor-versions-several-do = 升级期间属正常情况；之后请在下次运行时升级之前更新旧版本。
doctor-behind-others = { $url } 比其他节点落后 { $lag } 个已确认区块，其他节点已到 { $highest }。
doctor-behind-others-do = 请查看其日志、连接和时钟。刚加入或停机后恢复的节点会自行追上，请稍后再查。
doctor-agreement-well = 区块 { $height } 全部相同
doctor-agreement-broken = 高度 { $height } 的已确认区块不同：{ $hashes }。超过三分之一的机构为两条链都投了票。
doctor-agreement-broken-do = 请立即停止取证和付款，保全所有节点的数据和日志，并召集各机构（docs/operations.md）。
doctor-authorities-well = { $total } 家机构投票，最多可有 { $tolerated } 家故障
doctor-authorities-few = { $total } 家机构投票，可容许 { $tolerated } 家故障。
doctor-authorities-few-do = 四家机构才能容许一家故障：请吸收更多机构（docs/operations.md）。
doctor-votes-all = { $total } 家都在投票
doctor-votes-missing = { $total } 家中有 { $voting } 家投票，需要 { $threshold } 家；还可有 { $spare } 家故障。未投票：{ $missing }
doctor-votes-missing-do = 请通知持有这些 GRANDPA 密钥的机构。只要有 { $threshold } 家投票，就不会有任何损失。
doctor-votes-too-few = { $total } 家中只有 { $voting } 家投票，需要 { $threshold } 家：没有区块能被最终确认。未投票：{ $missing }
doctor-votes-too-few-do = 请让持有这些 GRANDPA 密钥的机构恢复运行，最终确认随后会自行继续。切勿用任何一家的密钥启动第二个节点。
doctor-votes-unknown = 无法得知谁在投票：没有节点给出投票轮次的状态。
doctor-votes-unknown-do = 请询问某家机构的节点，或等其追上后再查。

# Reminders（提醒）

err-contact-key = 文件 { $path } 中没有联系方式的密钥。
rec-contact-key = 请从备份恢复该文件。没有它，已保存的联系方式无法读取，只能重新录入。
err-contact-key-missing = 数据库 { $database } 中存有联系方式，但其密钥文件 { $path } 不存在。
rec-contact-key-missing = 请从备份恢复该文件，或从使用同一数据库的服务复制。如果已经丢失，请删除所有联系方式（`iou contact list`、`iou contact remove`）后重新录入。
err-contact-key-other = 文件 { $path } 不是 { $database } 中联系方式加密时所用的密钥。
rec-contact-key-other = 请使用录入这些联系方式的服务的 contacts.key。如果已经丢失，请删除所有联系方式（`iou contact list`、`iou contact remove`）后重新录入。
err-contact-unreadable = 无法读取 { $account } 的联系方式：{ $reason }
rec-contact-unreadable = 请使用保存时所用的 contacts.key，或重新录入该联系方式。
why-contact-language = 语言为 en 或 zh-CN。
why-contact-zone = 时区采用 IANA 名称，例如 Asia/Shanghai。
why-contact-quiet = 免打扰时段写作 21:30-08:00。
why-contact-email = 电子邮箱形如 name@example.org；@ 之前只能是英文字母、数字和符号。
why-contact-sms = 电话号码须带 + 和国家代码，例如 +8613800138000；中国大陆手机号可省略国家代码。
why-contact-webhook = Webhook 为 http 或 https 网址，其中不得含有用户名或密码。
why-contact-webhook-form = 格式为 standard、wecom、dingtalk、feishu，或 remind.toml 中 webhook.templates 之一的名称（小写字母、数字、- 和 _）。
why-contact-secret = 签名密钥为 whsec_ 加 24 至 64 字节，或 whsk_ 加 ed25519 密钥，以 base64 表示。
why-contact-secrets = Webhook 需要一个签名密钥；更换期间可有两个。
why-contact-no-channel = 没有任何接收方式：请填写电子邮件、电话号码、Webhook 或控制台。
why-contact-topic = 可退订的内容为 T-7、T、T+7、T+2m（各阶段）、monthly、limitation、guarantee、signature、unanswered 或 events。
why-contact-stages = 各阶段须为 1 至 3650 之间互不相同的天数，到期前后各至多 16 个；按月提醒间隔为 1 至 240 个月。
why-contact-demand = 催告须同时设定到期后天数（1 至 3650）和渠道：email、sms 或 webhook。
why-contact-setting = 这不是 `iou` 写成的设置。
why-contact-note = 备注须在一行之内，至多 200 个字符。
why-contact-contact = 这不是 `iou` 写成的联系方式。
remind-subject-due-soon = 借条{ $loan }：第{ $instalment }期将于{ $day }到期
remind-subject-due-today = 借条{ $loan }：第{ $instalment }期今日（{ $day }）到期
remind-subject-overdue = 借条{ $loan }：第{ $instalment }期已于{ $day }到期，尚未还清
remind-subject-limitation = 借条{ $loan }：诉讼时效将于{ $day }届满
remind-subject-guarantee = 借条{ $loan }：保证期间将于{ $day }届满
remind-subject-signature = 借条{ $loan }待您签署，截止{ $day }
remind-subject-demand = 催告函：借条{ $loan }第{ $instalment }期（到期日{ $day }）
remind-subject-digest = 您有{ $count }条借条提醒
remind-line-due-soon = 借条{ $loan }第{ $instalment }期（共{ $instalments }期）将于{ $day }到期，当日24时前（{ $zone }）应还{ $amount }。
remind-line-due-today = 借条{ $loan }第{ $instalment }期（共{ $instalments }期）今日（{ $day }）到期，当日24时前（{ $zone }）应还{ $amount }。
remind-line-overdue = 借条{ $loan }第{ $instalment }期（共{ $instalments }期）已于{ $day }到期。按链上记录，截至{ $asof }，该借条到期应还合计{ $amount }，其中逾期利息及违约金{ $late }。
remind-line-limitation = 借条{ $loan }的债权诉讼时效将于{ $day }届满（《民法典》第一百八十八条）。借款人部分还款、书面确认债务，或催告送达借款人，均可使时效重新计算（第一百九十五条）。
remind-line-guarantee = 借条{ $loan }的一位保证人的保证期间将于{ $day }届满（《民法典》第六百九十二条），届满后不再承担保证责任。具体是哪一位，请查看 `iou show { $loan }`。
remind-line-signature = 借条{ $loan }的条款待您签署，{ $day }（{ $zone }）前可签署。
remind-due-now = 截至{ $asof }，该借条到期应还合计{ $amount }。
remind-demand-greeting = 借条{ $loan }的借款人：
remind-demand-what = 该借条第{ $instalment }期（共{ $instalments }期）已于{ $day }到期，按链上记录尚未还清。
remind-demand-sum = 截至{ $asof }，该借条到期应还合计{ $amount }，其中：本金{ $principal }，利息{ $interest }，逾期利息及违约金{ $late }，实现债权的费用{ $costs }。
remind-demand-ask = 现受出借人委托，请您依约支付上述款项（《民法典》第六百七十四条至第六百七十六条）。逾期利息计算至实际还款之日止。
remind-demand-effect = 本函系《民法典》第一百九十五条所称的履行请求；自本函送达您之时，诉讼时效重新计算。
remind-demand-else = 如您已经还款，请登记还款（`iou report { $loan } …`）；如对账目有异议，可提出争议（`iou dispute { $loan }`）；如需展期，请与出借人协商。
remind-do-borrower = 账目及还款方式请查看 `iou show { $loan }`。如您已经还款，请登记还款（`iou report { $loan } …`），无需理会本消息。
remind-subject-unanswered = { $what ->
    [delivery] 借条{ $loan }：登记的交付{ $amount }待您答复
   *[repayment] 借条{ $loan }：登记的还款{ $amount }待您答复
}
remind-line-unanswered = { $what ->
    [delivery] 借条{ $loan }的出借人于{ $day }登记已交付{ $amount }，至今{ $days }天没有答复。
   *[repayment] 借条{ $loan }的借款人于{ $day }登记已还款{ $amount }，至今{ $days }天没有答复。
}
remind-do-answer = { $what ->
    [delivery] 收到了请确认（`iou received { $loan }`），没收到请告知出借人。
   *[repayment] { $part ->
        [buyer] 这笔还款是向您的前手（债权转让人）登记的，请向其核实。如果对方已经收到，债权相应减少，您也可以确认（`iou confirm { $loan }`）；没有收到，只能由对方说明。
       *[other] 收到了请确认（`iou confirm { $loan }`），没收到请说明（`iou dismiss { $loan }`）。一直不答复，也会留在记录里。
    }
}
remind-short-unanswered = { $what ->
    [delivery] 借条{ $loan }：{ $day }登记的交付{ $amount }已{ $days }天没有答复。详见iou show { $loan }，退订iou contact
   *[repayment] 借条{ $loan }：{ $day }登记的还款{ $amount }已{ $days }天没有答复。详见iou show { $loan }，退订iou contact
}
remind-do-sign = 请阅读条款（`iou show { $loan }`）后决定是否签署（`iou sign { $loan }`）。不签署则到期作废，双方互不负债。
remind-do-other = 账目请查看 `iou show { $loan }`。
remind-seat-of = { $of ->
    [lender] 出借人
    [holder] 一位债权人
    [borrower] 借款人
   *[guarantor] 保证人
}
remind-subject-objection = 借条{ $loan }：有人申请接管您的操作权限，异议截止{ $day }
remind-line-objection = 有人申请由另一账户接管您在借条{ $loan }中的操作权限。如非您本意，请于{ $day }前（含当日）提出异议；自{ $from }起该账户即可接管。
remind-short-objection = 借条{ $loan }：有人申请接管您的操作权限。如非您本意，请于{ $day }前（含当日）提出异议。详见iou seat show { $loan }，退订iou contact
remind-subject-seat-ready = 借条{ $loan }：您的账户现可接管操作权限
remind-line-seat-ready = 借条{ $loan }中申请由您的账户接管的操作权限，期限已过，自{ $from }起您可以接管。{ $how ->
    [granted] {""}
   *[claimed] 在您接管之前，原账户仍可提出异议。
}
remind-short-seat-ready = 借条{ $loan }：自{ $from }起您的账户可接管操作权限。详见iou seat show { $loan }，退订iou contact
remind-do-seat = { $you ->
    [owner] 现状及异议办法：请打开借条页面，或运行 `iou seat show { $loan }`。提出异议须使用目前为您操作的密钥。申请期间，还款、登记还款和提出争议照常，其他事项不得以您的名义作出决定。如您的密钥遗失或已被他人掌握，请告知有关各方（《电子签名法》第十五条），并尽快将操作权限移交给新账户。
    [successor] 现状及接管、放弃的办法：请打开借条页面，或运行 `iou seat show { $loan }`。接管的只是操作权限，债权和债务仍归原来的人。
    [named] 现状及表示意见的办法：请打开借条页面，或运行 `iou seat show { $loan }`。请先以您熟悉的方式向本人核实。
   *[other] 现状：请打开借条页面，或运行 `iou seat show { $loan }`。知悉密钥可能失密的，应当及时告知有关各方（《电子签名法》第十五条），故此告知。债权、债务和各项日期均不变。
}
remind-why-borrower = 您收到本消息，是因为您是借条{ $loan }的借款人，并在本服务登记了联系方式。
remind-why-lender = 您收到本消息，是因为您是借条{ $loan }的出借人，并在本服务登记了联系方式。
remind-why-guarantor = 您收到本消息，是因为您是借条{ $loan }的保证人，并在本服务登记了联系方式。
remind-why-assignee = 您收到本消息，是因为借条{ $loan }的债权拟转让给您，且您在本服务登记了联系方式。
remind-why-seller = 您收到本消息，是因为您转让了借条{ $loan }的债权，此前有还款向您登记，并在本服务登记了联系方式。
remind-why-buyer = 您收到本消息，是因为您持有借条{ $loan }的债权，并在本服务登记了联系方式。
remind-why-seat = 您收到本消息，是因为它涉及借条{ $loan }由谁操作，您是其中一方或被指定的人，并在本服务登记了联系方式。
remind-why-digest = 您收到本消息，是因为您与上述借条有关，并在本服务登记了联系方式。
remind-see = 查看借条（{ $day } 前有效）：{ $url }
remind-stop = 如需调整或退订，请使用 `iou contact`。
remind-short-due = 借条{ $loan }第{ $instalment }期请于{ $day }前（含当日）还款{ $amount }。详见iou show { $loan }，退订iou contact
remind-short-overdue = 借条{ $loan }第{ $instalment }期{ $day }到期未还清，至{ $asof }应还{ $amount }。详见iou show { $loan }，退订iou contact
remind-short-limitation = 借条{ $loan }诉讼时效将于{ $day }届满。详见iou limitation { $loan }，退订iou contact
remind-short-guarantee = 借条{ $loan }一项保证期间将于{ $day }届满。详见iou show { $loan }，退订iou contact
remind-short-signature = 借条{ $loan }待您签署，{ $day }前有效。详见iou show { $loan }，退订iou contact
remind-short-demand = 催告：借条{ $loan }第{ $instalment }期{ $day }到期未还清，截至{ $asof }应还{ $amount }，请您依约还款。详见iou show { $loan }
remind-short-event = { $line }详见iou show { $loan }，退订iou contact
remind-short-digest = 您有{ $count }条借条提醒。详见iou list，退订iou contact
remind-event-loan-proposed = 对方向您发起了借条{ $loan }，请阅读条款后签署或拒绝。
remind-event-loan-signed = 借条{ $loan }各方均已签署；除补欠条外，待交付借款。
remind-event-delivery-reported = 借条{ $loan }的出借人登记已交付{ $amount }，如已收到请您确认。
remind-event-delivery-withdrawn = 借条{ $loan }的出借人已撤回一次交付登记，该次无需确认。
remind-event-loan-delivered = 借条{ $loan }的借款{ $amount }已交付，借款成立。
remind-event-part-delivered = 借条{ $loan }的借款又交付一次并已确认：{ $amount }。本金和还款计划已按各次交付重算。
remind-event-old-debt-formed = 借条{ $loan }（补欠条）已由各方签署，此前交付的款项为 { $amount }。欠款按各笔往来的日期计算，已返还的款项已经抵充。
remind-event-repayment-reported = 借条{ $loan }的借款人登记已还款{ $amount }，如已收到请您确认。
remind-event-report-dismissed = 借条{ $loan }的一笔还款登记已被撤回或未获确认。
remind-event-reversal-proposed = 借条{ $loan }的对方请求冲正一笔误记的还款。若属实，请执行 `iou reverse { $loan }`。
remind-event-payment-reversed = 借条{ $loan }的一笔还款已由双方冲正，不再入账。
remind-event-loan-repaid = 借条{ $loan }的一笔还款{ $amount }已入账。
remind-event-amendment-proposed = 对方提出变更借条{ $loan }的条款，请阅读后决定是否同意。
remind-event-loan-amended = 借条{ $loan }的条款已变更，请留意新的还款计划。
remind-event-assignment-proposed = 借条{ $loan }的债权拟转让给您，请阅读后决定是否接受。
remind-event-claim-assigned = 借条{ $loan }的债权已转让，此后请向新的债权人还款。
remind-event-demand-made = 借条{ $loan }的一次催告已记录在案。
remind-event-loan-accelerated = 借条{ $loan }违约后已被宣布加速到期，剩余款项将在同一天全部到期，请留意新的还款计划。
remind-event-loan-defaulted = 借条{ $loan }已记录违约。
remind-event-default-cured = 借条{ $loan }的违约已补救。
remind-event-debt-forgiven = 借条{ $loan }的出借人已免除{ $amount }债务。
remind-event-dispute-raised = 对方对借条{ $loan }的账目提出争议。
remind-event-dispute-resolved = 借条{ $loan }的争议已解决。
remind-event-loan-settled = 借条{ $loan }已结清。
remind-event-loan-cancelled = 借条{ $loan }在双方签署前已撤销或被拒绝。
remind-event-loan-expired = 借条{ $loan }因逾期未签署或未交付已失效。
remind-event-silence-recorded = 借条{ $loan }的一项还款登记在约定期限内没有获得答复，已记录在案。这不是同意，也不改变任何金额；此后仍可答复。
remind-event-identity-ended = 核验人已终止关于借条{ $loan }一方身份的声明：此后不再有效。
remind-event-identity-voided = 核验人宣告：关于借条{ $loan }一方身份的声明自始不实。请勿再依赖该声明；付款之前请先弄清对方是谁。
remind-event-succession-planned = { $you ->
    [owner] 借条{ $loan }已记录：密钥遗失时由谁接管您的操作权限。如非您本人所定，请及时查看。
   *[named] 借条{ $loan }指定了您：对方密钥遗失时，您可申请接管或就此表示意见。
}
remind-event-seat-claimed = { $you ->
    [owner] { $how ->
        [handed_over] 借条{ $loan }：您的密钥正把操作权限移交另一账户。若非您本人所为，请于{ $day }前（含当日）提出异议。
        [ready] 借条{ $loan }：受移交的账户现在即可接管您的操作权限。若非您本人所为，请尽快提出异议。
        [awaits_second] 借条{ $loan }：有人申请接管您的操作权限，尚待另一人确认。若您不知情，请尽快提出异议。
        [awaits_arbiter] 借条{ $loan }：异议之后，又有人申请接管您的操作权限，将由仲裁人决定，请向其说明情况。
        [granted] 借条{ $loan }：异议之后，接管您操作权限的申请已有裁决，或经您指定的人确认，另一账户可代您操作。
       *[claimed] 借条{ $loan }：有人申请由另一账户接管您的操作权限。若您不知情，请于{ $day }前（含当日）提出异议，逾期该账户可代您操作。
    }
    [successor] { $how ->
        [ready] 借条{ $loan }：移交给您账户的操作权限，现在即可接管。
        [awaits_second] 借条{ $loan }：有人申请由您的账户接管操作权限，尚待另一人确认。
        [awaits_arbiter] 借条{ $loan }：由您的账户接管操作权限的申请曾有异议，将由仲裁人决定。
        [granted] 借条{ $loan }：由您的账户接管的申请已有裁决或确认，期满即可接管。
       *[claimed] 借条{ $loan }：已申请由您的账户接管操作权限。无异议的，自{ $from }起您可以接管。
    }
    [named] { $how ->
        [awaits_second] 借条{ $loan }：指定您的那一方，其操作权限已被申请接管，尚待另一人确认，或需您表示意见。
        [awaits_arbiter] 借条{ $loan }：异议之后又有接管申请，将由仲裁人决定。您是被指定的人。
       *[claimed] 借条{ $loan }：指定您的那一方，其操作权限正被移交或申请接管。若有疑问，请与本人核实。
    }
   *[other] { $how ->
        [ready] 借条{ $loan }：{ remind-seat-of }的操作权限现可由另一账户接管。债权债务不变。
        [awaits_arbiter] 借条{ $loan }：{ remind-seat-of }的操作权限是否由另一账户接管，将由仲裁人决定，此前不作决定。
        [granted] 借条{ $loan }：异议之后，已确定{ remind-seat-of }的操作权限可由另一账户接管。债权债务不变。
       *[claimed] 借条{ $loan }：{ remind-seat-of }的操作权限自{ $from }起可能由另一账户接管，此前该方不作决定。债权债务不变。
    }
}
remind-event-claim-supported = { remind-event-seat-claimed }
remind-event-claim-ended = { $you ->
    [owner] { $how ->
        [objected] 借条{ $loan }：您的异议已记录，接管申请终止。若非您本人提出，您的密钥已在他人手中。
       *[given_up] 借条{ $loan }：接管您操作权限的申请已终止，仍由您现在的密钥操作。
    }
    [successor] { $how ->
        [objected] 借条{ $loan }：由您的账户接管的申请因异议终止。再次申请须有新的身份声明，并由仲裁人决定。
       *[given_up] 借条{ $loan }：由您的账户接管的申请已放弃或失效。
    }
   *[other] 借条{ $loan }：接管{ remind-seat-of }操作权限的申请已终止，仍由原密钥操作。
}
remind-event-claim-decided = { $you ->
    [owner] { $how ->
        [granted] 借条{ $loan }：仲裁人决定由另一账户接管您的操作权限，自{ $from }起可接管。
       *[denied] 借条{ $loan }：仲裁人驳回了接管您操作权限的申请，仍由您现在的密钥操作。
    }
    [successor] 借条{ $loan }：仲裁人决定由您的账户接管操作权限，自{ $from }起可接管。
   *[other] { $how ->
        [granted] 借条{ $loan }：仲裁人决定由另一账户接管{ remind-seat-of }的操作权限，自{ $from }起可接管。
       *[denied] 借条{ $loan }：仲裁人驳回了接管{ remind-seat-of }操作权限的申请，仍由原密钥操作。
    }
}
remind-event-seat-taken = { $you ->
    [owner] 借条{ $loan }：您的操作权限自今日起由另一账户行使，债权债务不变。如有不实，请告知其他各方及约定的仲裁人。
    [successor] 借条{ $loan }：自今日起由您的账户操作。{ $day }前（含当日）可还款、登记和提出争议，其他事项暂不能决定。
   *[other] 借条{ $loan }：{ remind-seat-of }自今日起由另一账户操作，{ $day }前（含当日）不作决定，债权债务不变。收款账号如有变化，请先核实再付款。
}

## 提醒：命令

err-not-delivered = 消息未能通过 { $channel } 送达：{ $reason }
rec-not-delivered = 请用 `iou contact show` 核对地址，并检查 remind.toml 中该渠道的设置。
err-unsubscribe-token = 该令牌并非此处发出，或并非发给该账户。
rec-unsubscribe-token = 请使用最近一封邮件链接中的令牌；链接只对收到它的邮箱有效。联系方式的保管人也可以运行 `iou contact remove`。
label-account-of = 账户
label-attempts = 尝试次数
label-next-attempt = 下次尝试
label-ended = 结束时间
label-tracking = 网关编号
label-receipt = 回执（SHA-256）
label-last-error = 最近一次失败
label-reminders = 提醒
label-demands = 催告
label-mark-default = 违约
label-stages = 提醒日
label-language = 语言
label-zone = 时区
label-quiet = 免打扰时段
label-email = 电子邮件
label-phone = 电话
label-webhook = Webhook
label-refused = 拒收
label-note = 备注
value-none = 无
value-muted = 本笔借款不再提醒
value-not-muted = 照常
value-demands = 逾期 { $days } 天后，通过 { $channel } 发出
value-mark-default = 条件一满足即登记
value-no-mark-default = 不由本服务登记
contact-added = { $account } 可通过以下渠道联系：{ $channels }。
contact-removed = 已删除 { $account } 的联系方式；撤回未送达消息 { $withdrawn } 条。
contact-unsubscribed = 不再向 { $account } 发送电子邮件；其他渠道不受影响。
contact-test-subject = 测试消息
contact-test-text = 这是借款提醒服务的测试消息，无需处理。
contact-test-delivered = 已送达。
contact-test-accepted = 网关已接收。
remind-loans = 查看的借款
remind-new = 新消息
remind-delivered = 已送达
remind-accepted = 网关处理中
remind-again = 待重试
remind-dead = 已放弃
remind-tasks = 已记入合约
remind-obsolete = 无需告知合约
remind-retried = 将重试 { $count } 条。
remind-oldest = 最久未送达（秒）
remind-relayer = 中继账户
remind-permit-allow = 允许中继账户以我的名义将催告记录上链；它不能动用任何资金
remind-permit-disallow = 不再允许中继账户以我的名义将催告记录上链
remind-no-unsubscribe = 邮件不带退订信息（List-Unsubscribe）：请在 remind.toml 中设置 smtp.unsubscribe，否则提醒容易被当作垃圾邮件。
remind-no-relay = 未选择账户：只提醒当事人，不向合约提交任何内容。
remind-no-fees = 中继账户 { $account } 无力支付手续费；充值之前不会向合约提交任何内容。
remind-alarm = 自 { $since } 起无法通过 { $channel } 发送，原因在我方：{ $reason } 在修复之前会持续重试，不会因此放弃任何收件人。

help-remind = 运行提醒服务：告知当事人到期事项，并将告知情况记入合约
help-remind-examples =
    {"  "}iou --account relayer remind
    {"  "}iou remind --once --no-relay --json
help-remind--database = 索引数据库的路径或 postgres://…
help-remind--config = 策略与渠道的设置；默认为用户目录中的 remind.toml
help-remind--once = 处理当前到期的事项后退出
help-remind--listen = /health、/ready 与 /metrics 的地址：ADDRESS:PORT，或 off
help-remind--no-relay = 只提醒当事人，不向合约提交
help-remind-dead = 未能送达的消息
help-remind-dead-list = 列出已放弃的消息与合约通知
help-remind-dead-list-examples =
    {"  "}iou remind dead list
help-remind-dead-list--database = 索引数据库的路径或 postgres://…
help-remind-dead-retry = 从第一次起重新尝试
help-remind-dead-retry-examples =
    {"  "}iou remind dead retry --all
help-remind-dead-retry--id = 其中一条的完整编号
help-remind-dead-retry--all = 全部
help-remind-dead-retry--database = 索引数据库的路径或 postgres://…
help-remind-list = 列出消息，最新的在前
help-remind-list-examples =
    {"  "}iou remind list --state waiting
help-remind-list--state = 只列出此状态的消息
help-remind-list--database = 索引数据库的路径或 postgres://…
help-remind-show = 显示一条消息：状态、内容与依据
help-remind-show-examples =
    {"  "}iou remind show be7406d1
    {"  "}iou remind show be7406d1 --receipt proof.bin
help-remind-show--id = 编号或其开头
help-remind-show--receipt = 将送达凭证写入此文件
help-remind-show--force = 覆盖已有文件
help-remind-show--database = 索引数据库的路径或 postgres://…
help-remind-set = 为所选账户设定对某笔借款的处理方式
help-remind-set-examples =
    {"  "}iou --account lisi remind set 3 --demand-after 15 --demand-by sms --mark-default yes
    {"  "}iou --account zhangsan remind set 3 --mute
help-remind-set--loan = 借款编号
help-remind-set--demand-after = 作为出借人：分期逾期若干天后催告
help-remind-set--demand-by = 通过借款人的此渠道
help-remind-set--no-demand = 不再催告
help-remind-set--mark-default = 作为出借人：可记录违约时即记录
help-remind-set--mute = 不再接收此借款的提醒；催告仍会送达
help-remind-set--database = 索引数据库的路径或 postgres://…
help-remind-status = 显示待处理数量、最久等待时间及中继账户能否付费
help-remind-status-examples =
    {"  "}iou remind status --json
help-remind-status--database = 索引数据库的路径或 postgres://…
help-remind-allow = 允许中继账户以您的名义将催告上链
help-remind-allow-examples =
    {"  "}iou --account lisi remind allow --relayer relayer
help-remind-allow--relayer = 中继账户的地址或名称
help-remind-disallow = 收回该许可
help-remind-disallow-examples =
    {"  "}iou --account lisi remind disallow --relayer relayer
help-remind-disallow--relayer = 中继账户的地址或名称

help-contact = 本机提醒服务所用的联系方式
help-contact-add = 添加或更换联系方式
help-contact-add-examples =
    {"  "}iou contact add zhangsan --email zhang@example.org --phone +8613800138000 --language zh
    {"  "}iou contact add lisi --webhook https://example.org/iou --secret-file whsec.txt --no-quiet
    {"  "}iou contact add wangwu --webhook 'https://oapi.dingtalk.com/robot/send?access_token=…' --secret-file sec.txt
help-contact-add--who = 地址或账户名称
help-contact-add--database = 索引数据库的路径或 postgres://…
help-contact-add--console = 本人查看服务的终端或日志
help-contact-add--email = 电子邮箱
help-contact-add--phone = 电话号码，如 +8613800138000
help-contact-add--webhook = 被调用的网址
help-contact-add--webhook-form = standard（供程序使用）、wecom（企业微信）、dingtalk（钉钉）、feishu（飞书），或 webhook.templates 之一；默认按网址判断
help-contact-add--secret-file = 存放签名密钥的文件：whsec_… 或 whsk_…（更换期间可给两个），或群机器人的加签密钥（可以没有）
help-contact-add--zone = 本人所在时区
help-contact-add--language = 消息语言；默认与本命令相同
help-contact-add--quiet-hours = 免打扰时段：21:30-08:00
help-contact-add--no-quiet = 任何时间都可发送
help-contact-add--refuse = 不接收此类：T-7、T、T+7、monthly、limitation、guarantee、signature、unanswered、events
help-contact-add--note = 给保管人的备注
help-contact-list = 列出可联系的人及渠道
help-contact-list-examples =
    {"  "}iou contact list
help-contact-list--database = 索引数据库的路径或 postgres://…
help-contact-show = 显示联系方式，不含密钥
help-contact-show-examples =
    {"  "}iou contact show zhangsan
help-contact-show--who = 地址或账户名称
help-contact-show--database = 索引数据库的路径或 postgres://…
help-contact-remove = 删除联系方式，并撤回未送达的消息
help-contact-remove-examples =
    {"  "}iou contact remove zhangsan
help-contact-remove--who = 地址或账户名称
help-contact-remove--database = 索引数据库的路径或 postgres://…
help-contact-unsubscribe = 对点击退订链接的人停止发送邮件
help-contact-unsubscribe-examples =
    {"  "}iou contact unsubscribe --token 0123456789abcdef0123456789abcdef
help-contact-unsubscribe--who = 地址或账户名称（链接中有时）；仅凭令牌即可知道是谁的
help-contact-unsubscribe--token = 链接中的令牌；不符者拒绝
help-contact-unsubscribe--database = 索引数据库的路径或 postgres://…
help-contact-test = 立即发送测试消息
help-contact-test-examples =
    {"  "}iou contact test zhangsan --channel email
help-contact-test--who = 地址或账户名称
help-contact-test--channel = 通过哪个渠道
help-contact-test--config = 策略与渠道的设置；默认为用户目录中的 remind.toml
help-contact-test--database = 索引数据库的路径或 postgres://…

help-run = 在一个进程中运行索引与提醒，直到停止
help-run-examples =
    {"  "}iou --account relayer run
help-run--database = 索引数据库的路径或 postgres://…
help-run--config = 策略与渠道的设置；默认为用户目录中的 remind.toml
help-run--listen = /health、/ready 与 /metrics 的地址：ADDRESS:PORT，或 off
help-run--no-relay = 只提醒当事人，不向合约提交
help-run--relay-config = 接收签署请求的设置；默认为用户目录中的 relay.toml。没有该文件则不接收
help-run--site = 接口与页面的地址：ADDRESS:PORT [环境变量: IOU_SITE]。不写则不提供
help-run--public-url = 人们访问接口与页面的网址，例如 https://iou.example [环境变量: IOU_PUBLIC_URL]；默认为 localhost
help-run--signer-listen = 签署主机的地址：ADDRESS:PORT；由别处提供时写 off [环境变量: IOU_SIGNER]
help-run--signer-url = 人们访问签署主机的网址：须是单独的源 [环境变量: IOU_SIGNER_URL]；默认为 localhost
help-run--proxy = 反向代理的地址，采信其所报的客户端地址（多个则重复）
help-run--drafts-a-day = 全体用户每天最多保存多少份草稿 [环境变量: IOU_DRAFTS_A_DAY]
help-run--boxes-a-day = 全体用户每天最多新放多少个密封的盒子 [环境变量: IOU_BOXES_A_DAY]
help-run--log-ins-a-day = 全体用户每天最多登录多少次 [环境变量: IOU_LOG_INS_A_DAY]

# 理事会与机构
label-any-digest = 摘要
label-ayes = 赞成
label-certificate = 证书（SHA-256）
label-motion = 议案
label-nays = 反对
label-recipient = 收款方
label-standing = 状态
label-vote-until = 表决截止区块
label-votes-needed = 所需票数
label-what = 内容
standing-left = 已退出
standing-validates = 正在验证
standing-waits = 自下下个会话起验证
standing-no-keys = 未设会话密钥
standing-equivocated = 有 { $count } 轮重复投票
kind-evidence = 证据包
kind-terms = 借款条款
kind-document = 文件
council-no-motions = 理事会没有待表决的议案。
council-proposed = 议案 { $number } 已提交理事会。现在各机构表决：iou council vote { $number }
council-made = 议案通过，调用已执行。
council-rejected = 议案被否决。
institution-nobody = 没有机构见证过 { $digest }。
action-council-propose = 向理事会提出议案
action-council-vote = 对议案投赞成票
action-council-vote-no = 对议案投反对票
action-council-close = 计票；票数足够则执行
action-council-upgrade = 装入理事会授权的运行时
action-council-keys = 公布新的会话密钥
action-account-send = 向另一账户转账
action-institution-attest = 以链上机构身份见证摘要
help-council = 各机构共同决定的事：成员、名称、运行时升级
help-council-show = 显示各机构和待表决的议案
help-council-show-examples =
    {"  "}iou council show
    {"  "}iou council show 3 --json
help-council-show--number = 只看这一议案
help-council-propose = 向理事会提出议案；提案者之后与他人一样投票
help-council-propose-add = 接纳成员：理事会一席，设好会话密钥后即为验证者
help-council-propose-add-examples =
    {"  "}iou --account court council propose add 5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX
help-council-propose-add--who = 地址或账户名
help-council-propose-remove = 终止成员资格；其验证者自下下个会话起停止
help-council-propose-remove-examples =
    {"  "}iou --account court council propose remove bank
help-council-propose-remove--who = 地址或账户名
help-council-propose-swap = 以一成员替换另一成员
help-council-propose-swap-examples =
    {"  "}iou --account court council propose swap bank new-bank
help-council-propose-swap--old = 退出者：地址或账户名
help-council-propose-swap--new = 加入者：地址或账户名
help-council-propose-publish = 说明成员是谁：证据中显示的名称与证书
help-council-propose-publish-examples =
    {"  "}iou --account court council propose publish notary "杭州市公证处" --certificate notary.der
help-council-propose-publish--who = 成员的地址或账户名
help-council-propose-publish--name = 名称，最多 96 字节
help-council-propose-publish--certificate = DER 格式的 X.509 证书；其 SHA-256 上链
help-council-propose-upgrade = 授权新的运行时（须超过三分之二）；再用 `iou council upgrade` 装入
help-council-propose-upgrade-examples =
    {"  "}iou --account court council propose upgrade iou_runtime.compact.compressed.wasm
help-council-propose-upgrade--file = 运行时代码；表决的是其 BLAKE2b-256
help-council-vote = 对议案投赞成票，或用 --no 投反对票
help-council-vote-examples =
    {"  "}iou --account notary council vote 3
    {"  "}iou --account bank council vote 3 --no
help-council-vote--number = 议案编号
help-council-vote--no = 投反对票
help-council-close = 结束票数已足的议案；通过则执行其调用
help-council-close-examples =
    {"  "}iou --account court council close 3
help-council-close--number = 议案编号
help-council-upgrade = 装入理事会授权的运行时；任何账户均可
help-council-upgrade-examples =
    {"  "}iou --account court council upgrade iou_runtime.compact.compressed.wasm
help-council-upgrade--file = 运行时代码，须与表决的逐字节相同
help-council-keys = 让节点生成新的会话密钥并附证明公布；自下下个会话起生效
help-council-keys-examples =
    {"  "}iou --account court --url ws://127.0.0.1:9944 council keys
help-institution = 运行本链的机构及其见证的摘要
help-institution-list = 列出机构：名称、账户、证书、状态
help-institution-list-examples =
    {"  "}iou institution list
help-institution-attest = 以成员机构身份见证：此文件此时已存在
help-institution-attest-examples =
    {"  "}iou --account notary institution attest loan-17.zip --kind evidence
    {"  "}iou --account notary institution attest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
help-institution-attest--thing = 文件（取其 SHA-256），或 64 位十六进制摘要
help-institution-attest--kind = 摘要的内容
help-institution-attested = 显示谁在何时见证过某文件或摘要
help-institution-attested-examples =
    {"  "}iou institution attested loan-17.zip
help-institution-attested--thing = 文件（取其 SHA-256），或 64 位十六进制摘要

# 证据
label-bytes = 字节数
label-sha256 = SHA-256
label-core = 供外部锚定的摘要（SHA-256）
evidence-proved = 已证明
evidence-stated = 有陈述、未证明
evidence-missing = 缺少
evidence-sum = 已证明 { $proved } 项，有陈述未证明 { $stated } 项，缺少 { $missing } 项，虚假 { $false } 项
evidence-holds = 文件中没有虚假内容。凡标有 ✓ 者，均由 { $chain } 的创世区块及各机构的签名得出。
evidence-holds-if = 已证明，但记账合约未经任何人指明。文件中没有虚假内容；尚无人指明 { $chain } 上记载借款的是哪一个合约：请向您信任的机构索取其地址，以 --contract ADDRESS 再次核验。别的合约可以编造任何经过。
evidence-as-of-last = 截至 { $time }，区块 { $number }：此后发生的事不在本文件中。
evidence-inside-pdf = 所验证的是 PDF 中的证据文件；其页面上印的内容未与之核对。
check-settlement = 结清
evidence-settlement-proved = 本 PDF 自称结清证明，借条确已结清：截至 { $time_ms }（区块 { $number }）不欠任何款项
evidence-settlement-false = 虚假：本 PDF 自称结清证明，但其中的证据表明借条的状态是“{ $status }”。请勿当作结清证明接受
evidence-as-of-proved = { $time_ms }，区块 { $number }：此后发生的事（例如还款）不在本文件中
evidence-as-of-stated = 据文件所述为 { $time_ms }，区块 { $number }；此后发生的事不在其中
evidence-fails = 该文件不可采信。
evidence-false-line = 虚假（{ $error }）
check-as-of = 截至
check-container = 文件
check-manifest = 目录
check-proofs = 证明材料
check-authorities = 机构
check-finality = 最终区块
check-state = 链上借款
check-ledger = 记账合约
check-unit = 币种单位
check-development-chain = 开发用链
check-development-keys = 公开的密钥
check-events = 经过
check-books = 账簿
check-terms = 条款
check-places = 时间与位置
check-place = 时间与位置
check-signature = 签名
check-intent = 签署请求
check-money = 款项
check-statement = 对账单
check-limitation = 诉讼时效
check-file = 附件
check-notices = 通知
check-anchor = 外部时间戳
evidence-container-proved = 共 { $bytes } 字节，逐字节核对；SHA-256 { $sha256 }
evidence-manifest-proved = 共 { $parts } 项，长度与 SHA-256 均相符
evidence-authorities-proved = 现有 { $authorities } 个，自创世区块 { $genesis } 起历经 { $set_changes } 次变更，每次均由变更前的机构最终确认
evidence-finality-proved = 区块 { $number }（{ $hash }），由第 { $set } 组 { $weight } 票中的 { $voted } 票签名最终确认
evidence-state-proved = 合约 { $contract }（代码 { $code }）中的第 { $loan } 号借款，由该区块的状态证明
evidence-ledger-proved = 该合约即本链记载借款的合约，由链规范或核验人指明：{ $contract }
evidence-ledger-stated = 合约 { $contract } 是否即本链记载借款的合约，请自行核对；以下各项仅为该合约所述
evidence-unit-proved = 金额以 { $symbol } 计，小数 { $decimals } 位，链规范与本文件所述一致
evidence-unit-stated = 金额以 { $symbol } 计，小数 { $decimals } 位，仅为本文件所述；链规范未载明，请与链运营方公布的内容核对
evidence-development-chain-stated = 链规范称 { $chain } 为开发或测试用链：此处只能说明证明方法有效，不足以说明何人受其约束
evidence-development-keys-stated = 运行本链者中有人使用众所周知的公开密钥（{ $keys }）：此处所证明的签名，任何人都可能以其名义作出
evidence-events-proved = 共 { $events } 个事件，截至该区块无缺失、无改动：每个事件载明前一事件的哈希，合约载明最后一个
evidence-books-proved = 由事件重算的账簿与合约存储一致；借款状态：{ $status }
evidence-terms-proved = { $signed ->
    [yes] 规范字节的摘要即双方所签：{ $digest }
   *[no] 规范字节的摘要即一方所提，另一方尚未签署：{ $digest }
}
evidence-place-proved = 第 { $event } 号事件（{ $name }）：{ $time_ms }，区块 { $number }
evidence-place-missing = 第 { $event } 号事件（{ $name }）：日期已证明，文件中没有其区块
evidence-signature-proved = 第 { $event } 号事件（{ $name }）：以 { $account }{ $own ->
    [no] （接管账户 { $seat } 操作权限的账户）
   *[yes] {""}
}名义执行“{ $message }”，由 { $signer } 的 { $algorithm } 密钥签名
evidence-signature-missing = 第 { $event } 号事件（{ $name }）：文件中没有签名交易
evidence-intent-proved = 第 { $event } 号事件（{ $name }）：以 { $account }{ $own ->
    [no] （接管账户 { $seat } 操作权限的账户）
   *[yes] {""}
}名义执行“{ $message }”，由其本人的 { $algorithm } 密钥签署请求 { $intent }；提交人与此无关
evidence-intent-missing = 第 { $event } 号事件（{ $name }）：文件中没有其所列的签署请求 { $intent }
evidence-money-proved = 第 { $event } 号事件（{ $name }）：{ $amount } 在同一步骤中于链上转移
evidence-money-stated = 第 { $event } 号事件（{ $name }）：{ $amount } 在账本之外转移；所证明的是受其约束的一方已签名确认，而非银行已转账
evidence-statement-proved = 截至 { $day } 共 { $lines } 行，每行均按公式和条文重算
evidence-limitation-proved = 时效期间自 { $from } 起至 { $until } 止〔民法典第 188、189、192、195 条〕
evidence-file-proved = 第 { $event } 号事件（{ $name }）的{ $what }：已附，其 SHA-256 与链上一致
evidence-file-missing = 第 { $event } 号事件（{ $name }）的{ $what }：链上载有 SHA-256 { $digest }，未附该文件
evidence-notices-stated = { $count } 条提醒与催告，出自发送方自己的记录；链上只证明载入经过者
evidence-anchor-stated = 对 { $of } 的 { $kind }，时间 { $time }：确系针对本文件；{ $judged ->
    [lost] 签发者或其上级机构的证书自 { $revoked_ms } 起被吊销，密钥可能已落入他人之手：其上的时间不算数
   *[no] 签发者是否可信，须用其自身的工具核验，或用 `iou verify --root` 并给出签发者的根证书
}
evidence-anchor-proved = 对 { $of } 的 { $kind }，时间 { $time }：由 { $authority } 签发，属于本次核验所给的根证书：{ $root }
check-cms = 证书签名
evidence-cms-proved = { $subject }（证书 { $serial }，签发者 { $issuer }，{ $key }）以{ $role ->
    [lender] 出借人
    [borrower] 借款人
    [co-borrower] 共同借款人
    [guarantor] 保证人
   *[other] { $role }
}身份、账户 { $account } 签署了本条款，属于本次核验所给的根证书：{ $root }。至迟在 { $time_ms } 已经存在，依据是{ $by ->
    [event] 载有它的第 { $event } 号事件所在区块
   *[stamp] 时间戳
}；证书当时在有效期内，{ $revocation ->
    [ocsp] 未被吊销，依据签发者的答复（OCSP）
    [crl] 未被吊销，依据签发者的吊销列表（CRL）
   *[later] 到 { $revoked_ms } 才被吊销
}{ $between ->
    [unchecked] ；中间机构（{ $unchecked } 个）是否被吊销，文件中没有说明。
   *[none] 。
}
evidence-cms-stated = { $judged ->
    [effort] 文件带有（{ $entry }），未作判断：所费的时间超出任何文件的限度
    [no] 文件带有（{ $entry }），此处不作判断：是谁签的、是否有效，请用 `iou verify --root` 并给出认证机构的根证书
   *[yes] { $subject }（证书 { $serial }，签发者 { $issuer }，{ $key }）以{ $role ->
        [lender] 出借人
        [borrower] 借款人
        [co-borrower] 共同借款人
        [guarantor] 保证人
       *[other] { $role }
    }身份、账户 { $account } 签署了本条款：签名确由该证书的密钥作出。{ $vouched ->
        [yes] 其认证机构属于本次核验所给的根证书：{ $root }。
       *[no] 根证书未经核实：没有什么说明该机构确系认证机构；持有其根证书者可用 `iou verify --root` 核验。
    }{ $by ->
        [event] 至迟在 { $time_ms } 已经存在，依据是载有它的第 { $event } 号事件所在区块。
        [stamp] 至迟在 { $time_ms } 已经存在，依据是时间戳。
       *[none] 何时起存在没有依据：没有事件载有它，也没有根证书可核实的时间戳。
    }{ $revocation ->
        [ocsp] 证书当时未被吊销，依据签发者的答复（OCSP）。
        [crl] 证书当时未被吊销，依据签发者的吊销列表（CRL）。
        [later] 证书到 { $revoked_ms } 才被吊销。
        [sometime] 证书自 { $revoked_ms } 起被吊销；没有什么说明使用时它仍有效。
       *[unknown] 证书当时是否已被吊销，文件中没有说明。
    }{ $between ->
        [authority-revoked] 有中间机构自 { $authority_revoked_ms } 起被吊销；没有什么说明证书使用时该机构仍有效。
        [unchecked] 中间机构（{ $unchecked } 个）是否被吊销，文件中没有说明。
       *[none] {""}
    }{ $fault ->
        [none] {""}
       *[other] 在没有给出其他根证书之前，有一项不利情形：{ $fault }（见 docs/evidence.zh-CN.md）。
    }
}
why-root = 其中没有可以签发证书的机构的证书（{ $fault }）：请给出根证书，PEM 或 DER。
why-cms = 这不是带签名属性的分离式签名（CMS，DER）（{ $fault }）：`iou x509 request LOAN` 会说明如何制作；openssl 须加 -outform DER。
why-x509 = 这不是可用的证书、吊销列表（CRL）或 OCSP 答复（PEM 或 DER），或者签名不是该密钥的（{ $fault }）；各词的含义见 docs/evidence.zh-CN.md。
why-x509-party = 该账户不是这笔借款条款的当事人：请用 --account 选择出借人、借款人、共同借款人或保证人的账户。
why-x509-request = 它不是 `iou x509 request` 写出的。
label-content = 待签内容
x509-then =
    请用证书的密钥签名：

    { $command }

    然后在下一步用 --evidence 载明文件 { $file }.p7s，或者为它申请时间戳，并随证据附上：`iou evidence LOAN --cms { $file }.p7s`。SM2 密钥，openssl 不能制作 CMS：`iou x509 attributes { $file } --certificate FILE` 会说明做法。
help-x509 = 用认证机构的证书（X.509）签署条款：是谁签的，便与账户并列显示
help-x509-request = 写出所选账户的当事人用证书签署的内容，并给出 openssl 的签名命令
help-x509-request-examples =
    {"  "}iou --account lisi x509 request 0 -o to-sign
help-x509-request--loan = 借款编号
help-x509-request--output = 写到哪里
help-x509-request--force = 覆盖已有文件
help-x509-attributes = 写出 openssl 不能制作 CMS 的密钥（SM2）所签的内容，并说明做法
help-x509-attributes-examples =
    {"  "}iou x509 attributes to-sign --certificate li.pem -o to-sign.attributes
help-x509-attributes--request = `iou x509 request` 写出的文件
help-x509-attributes--certificate = 签名人的证书，PEM 或 DER
help-x509-attributes--output = 写到哪里
help-x509-attributes--force = 覆盖已有文件
help-x509-assemble = 把对这些属性的签名装成供 `iou evidence --cms` 使用的文件
help-x509-assemble-examples =
    {"  "}iou x509 assemble to-sign --certificate li.pem --chain ca.pem --signature to-sign.attributes.sig -o to-sign.p7s
help-x509-assemble--request = `iou x509 request` 写出的文件
help-x509-assemble--certificate = 签名人的证书，PEM 或 DER
help-x509-assemble--chain = 其签发机构的证书，PEM 或 DER；可重复
help-x509-assemble--signature = openssl 写出的签名
help-x509-assemble--output = 写到哪里
help-x509-assemble--force = 覆盖已有文件
help-evidence--cms = 用证书对条款作出的分离式签名（如何制作，见 `iou x509 request`）；可重复
help-evidence--x509 = 判断这类签名和时间戳所需的材料：证书、吊销列表（CRL）、OCSP 答复；可重复
help-verify--root = 您认可的认证机构（签名人和时间戳）的根证书，PEM 或 DER；可重复
## 当事人是谁：核验人的声明
check-identity = 身份
evidence-identity-proved = 核验人 { $verifier } 声明（{ $level }：{ $methods }）：账户 { $account }（本条款中的 { $role }）就是 { $fields } 各项所指的人；核验于 { $checked_ms }，有效至 { $until_ms }，由事件 { $event } 记录在案。{ $at_signing ->
    [valid] 该账户签署条款时，声明在有效期内。
    [later] 该账户签署条款在先，核验在后。
    [over] 该账户签署条款时，声明已过有效期。
    [unplaced] 文件未证明该账户何时签署条款。
   *[unsigned] 该账户尚未签署条款。
}已证明的是：该核验人如此声明，且截至所证区块未撤销；所声明的是否属实，由核验人负责。
evidence-identity-stated = { $standing ->
    [void] 请勿依赖：核验人 { $verifier } 宣告自己关于 { $account }（{ $role }）的声明（事件 { $event }）自始不实（事件 { $revoked_event }，{ $revoked_ms }）。该声明任何时候都不算数。
    [ended] 核验人 { $verifier } 已终止其关于 { $account }（{ $role }）的声明（事件 { $event }）：有效到 { $revoked_ms } 为止（事件 { $revoked_event }）。
    [expired] 核验人 { $verifier } 关于 { $account }（{ $role }）的声明（事件 { $event }）仅有效至 { $until_ms }。
    [party] 核验人 { $verifier } 已取得部分债权，或者已接管、正在申请接管某一账户的操作权限：其关于 { $account }（{ $role }）的声明（事件 { $event }）如今只是当事人的说法。
   *[stands] 核验人 { $verifier } 就账户 { $account }（{ $role }）是谁作出声明（{ $level }：{ $methods }）；核验于 { $checked_ms }，有效至 { $until_ms }。文件中没有个人信息清单，因此看不出核验的是谁的姓名：请对方用 `--open` 出示。
}
evidence-identity-missing = { $standing ->
    [void] 核验人 { $verifier } 的一份声明（事件 { $event }）由其本人宣告自始不实（事件 { $revoked_event }，{ $revoked_ms }）；声明本身不在文件中。
    [ended] 核验人 { $verifier } 的一份声明（事件 { $event }）已终止（事件 { $revoked_event }，{ $revoked_ms }）；声明本身不在文件中。
    [party] 核验人 { $verifier } 的一份声明（事件 { $event }），该核验人已取得部分债权，或者已接管、正在申请接管某一账户的操作权限；声明本身不在文件中。
   *[stands] 核验人 { $verifier } 就一方身份作过声明（事件 { $event }），且未撤销；声明本身不在文件中，因此看不出是关于谁、有效到何时。
}
check-seat = 操作权限
evidence-seat-proved = 自 { $day }（第 { $event } 号事件）起，由 { $acting } 接管账户 { $account } 的操作权限，原密钥此后的步骤不生效；金额、日期和此前签署的内容不变。已证明的是由哪一密钥操作；该密钥由谁掌握，无从证明。
check-seat-objected = 异议
evidence-seat-objected-proved = 接管账户 { $account } 操作权限的申请，被提出异议或者被驳回 { $count } 次。
check-seat-held = 暂停处分
evidence-seat-held-proved = 至 { $until } 终了，不得代账户 { $account } 作出处分或者承诺。
check-seat-kept = 代为保管的还款
evidence-seat-kept-proved = 接管申请期间，链上归还账户 { $account } 的 { $amount } 由合约保管，申请终结时归届时操作该账户的密钥。
evidence-seat-kept-stated = 按合约的记录，接管申请期间归还账户 { $account } 的代币 { $amount } 由合约保管，申请终结时归届时操作该账户的密钥；代币确已转移，则是代币合约自己的说法。
check-seat-released = 代为保管的还款
evidence-seat-released-proved = 接管申请期间，链上归还账户 { $account } 的 { $amount } 已归密钥 { $successor }（第 { $event } 号事件）。
evidence-seat-released-stated = 按合约的记录，接管申请期间归还账户 { $account } 的代币 { $amount } 已归密钥 { $successor }（第 { $event } 号事件）；代币确已转移，则是代币合约自己的说法。
check-seat-claim = 接管申请
evidence-seat-claim-proved = { $claimant } 申请由 { $successor } 接管账户 { $account } 的操作权限（第 { $event } 号事件）。{ $until } 终了后可以接管；接管之前，不得代账户 { $account } 作出处分或者承诺。
check-seat-claim-now = 接管申请
evidence-seat-claim-now-proved = { $claimant } 申请由 { $successor } 接管账户 { $account } 的操作权限（第 { $event } 号事件），已经约定的接管人确认，可以随即接管；接管之前，不得代账户 { $account } 作出处分或者承诺。
check-seat-claim-second = 接管申请
evidence-seat-claim-second-proved = { $claimant } 申请由 { $successor } 接管账户 { $account } 的操作权限（第 { $event } 号事件）；另一人确认之前，申请不生效。
check-seat-claim-arbiter = 接管申请
evidence-seat-claim-arbiter-proved = { $claimant } 申请由 { $successor } 接管账户 { $account } 的操作权限（第 { $event } 号事件）。此前已有异议，由仲裁人决定；决定之前，不得代账户 { $account } 作出处分或者承诺。
check-seat-statement = 接管申请所附声明
evidence-seat-statement-missing = 第 { $event } 号事件申请接管账户 { $account } 的操作权限，所附声明 { $digest } 不在文件中。
check-seat-statement-key = 接管申请所附声明
evidence-seat-statement-key-proved = 第 { $event } 号事件的申请所附声明，是关于账户 { $account } 的所有人的，并载明接管账户 { $successor }。
evidence-seat-statement-key-stated = 第 { $event } 号事件的申请所附声明，是关于账户 { $account } 的，并载明接管账户 { $successor }。文件没有字段清单，因此看不出核验的是谁的姓名：请要求对方以 `--open` 出具。
check-seat-statement-account = 接管申请所附声明
evidence-seat-statement-account-proved = 第 { $event } 号事件的申请所附声明，是关于账户 { $account } 的所有人的；接管账户 { $successor } 是否属于该人，声明没有说明。
evidence-seat-statement-account-stated = 第 { $event } 号事件的申请所附声明，是关于账户 { $account } 的；接管账户 { $successor } 是否属于同一人，声明没有说明。文件没有字段清单，因此看不出核验的是谁的姓名：请要求对方以 `--open` 出具。
check-seat-statement-other = 接管申请所附声明
evidence-seat-statement-other-stated = 不可采信：第 { $event } 号事件的申请所附声明，不是关于账户 { $account } 的所有人的。
check-seat-statement-none = 接管申请所附声明
evidence-seat-statement-none-stated = 不可采信：第 { $event } 号事件申请接管账户 { $account } 的操作权限，所附文件不是核验人本人记录在案、当时仍然有效的声明。
label-verifier = 核验人
label-methods = 核验方式
label-level = 等级
label-checked = 核验时间
label-agreed = 同意书
label-identity-account = 何人的账户
label-identity = 身份
value-identity = 核验人 { $verifier } 的声明：{ $standing }（`iou identity show`）
identity-level-declared = 本人陈述
identity-level-remote = 远程核对
identity-level-document = 证件与持证人相符，或国家网络身份认证
identity-level-authority = 依法设立的电子认证机构的证书
identity-method-declared = 本人陈述
identity-method-call = 音视频通话
identity-method-document = 证件
identity-method-in-person = 当面
identity-method-liveness = 活体人脸与证件比对
identity-method-network-id = 网号／网证
identity-method-certificate = 电子认证机构的证书
identity-standing-stands = 记录在案
identity-standing-ended = 已终止
identity-standing-void = 自始不实
identity-standing-expired = 已过有效期
identity-standing-party = 只是当事人的说法：核验人已取得部分债权或者操作权限
identity-none = 没有核验人就本借款的当事人作过声明。
identity-who-answers = 记录在案的是核验人如此声明；是否属实，由核验人负责。
identity-wrong = 与本借款或其核验人不符（{ $word }）：请勿依赖
identity-issued = 声明已写入 { $path }。请交给当事人：持有者可用 `iou evidence 借款编号 --attach { $path }` 出示。
identity-request-then = 请把文件发给核验人，只有该核验人能打开。核验人的声明会以文件形式交还；请妥善保存，需要时用 `iou evidence 借款编号 --open 项目 --attach 文件` 出示。
identity-consent = 本人自愿作出单独同意：由核验人 { $verifier } 就借款 { $loan } 核验本人身份，核验项目为 { $fields }，方式为下列之一或多项：{ $methods }。目的是表明何人签署了本借款。核验人在对声明负责的期间内保存本同意书和核验报告；链上永久记载的是声明的摘要、等级以及是否撤销。本人可以拒绝任何一种方式，并可随时撤回同意，撤回不影响此前已进行的核验；借款能否成立、条件如何，均不因此受影响。
identity-consent-face = 可以将本人的活体人脸与证件比对。人脸信息属于敏感个人信息；本人另有上列其他方式可选，此项由本人自行选择。图像与特征模板均不离开比对者。
identity-consent-question = 是否同意？[y/N]
identity-service-link = 请当事人在此继续：{ $link }
why-identity-foreign = 不是 `iou identity request` 写出的申请。
why-identity-damaged = 途中被截断或改动：请对方重新发送。
why-identity-locked = 是加密给另一账户的：请用 --account 选择核验人的账户。
why-identity-other-verifier = 是给另一位核验人的。
why-identity-other-loan = 属于另一条链、另一合约、另一借款或另一份条款。
why-identity-no-party = 其账户在该借款条款中不是出借人、借款人、共同借款人或保证人。
why-identity-not-signed = 没有由被核验账户签名：是他人所写。
why-identity-other-key = 申请账户不是该方的现用账户。本人密钥丢失，而您的核验足以表明申请人是谁的，请加上 --other-key。
why-identity-other-fields = 其中的个人信息与借款条款所承诺的不一致。
why-identity-no-fields = 所出示的项目与同意的不一致，或者没有出示本人的任何一项。
why-identity-consent-time = 同意已超过三十日，或者时间在将来：请对方重新作出。
why-identity-not-agreed = 当事人没有同意这种方式：{ $method }。
why-identity-face-alone = 不能以人脸为唯一方式（《人脸识别技术应用安全管理办法》第十条），也不能没有方式：请另列证件、当面、网号或证书。
why-identity-level = 所用方式达不到该等级：见 docs/identity.zh-CN.md 的表。
why-identity-valid-time = 声明的有效期最短一日，最长十年。
why-identity-too-much = 所出示的超出一份声明所能容纳的范围：最多 64 项，连同名称 16 KiB。
why-identity-no-statement = 不是身份声明。
why-identity-unrecorded = 该借款没有记录这份声明：核验人没有记录，或者属于另一借款。
why-answer-long = 答复过长。
why-answer-form = 答复不符合 docs/identity.openapi.json 所述的格式。
why-answer-other = 答复对应的是另一次询问。
why-answer-person = 答复说的是另一个人。
why-answer-method = 答复用的是另一种方式。
why-answer-replayed = 答复对应的核验早于本次询问：有人重发了旧答复。
why-answer-ahead = 答复的时间在将来：有一方的时钟不准。
why-answer-not-matched = 服务认定：此人与所列项目不符。
why-answer-undecided = 服务未能得出结论。
why-service-address = 服务地址须以 https:// 开头（仅限本机可用 http://），其中不得带用户名、口令或查询参数。
why-service-nothing = 这些方式都不是由服务核验的：请用 --report 提供您自己的核验报告。
err-identity-consent = 同意核验身份须单独表示。
rec-identity-consent = 请阅读同意书，并用 --consent 表示；或者不用 -y，由程序询问。
err-identity-refused = 不接受 { $path }：{ $why }
rec-identity-refused = 申请与声明的要求见 docs/identity.zh-CN.md。没有任何内容记录在案。
err-identity-service-away = 无法连接 { $url } 的服务，或其未按时答复：{ $reason }
rec-identity-service-away = 没有任何内容记录在案。请重试，或者改用当事人同意的其他方式核验。
err-identity-service-refused = { $url } 的服务拒绝了请求：{ $reason }
rec-identity-service-refused = 没有任何内容记录在案。请询问服务的运营者；令牌写在文件中（--service-token-file）。
err-identity-answer = { $url } 的服务所作答复不算数：{ $why }
rec-identity-answer = 没有任何内容记录在案。请再次询问；如再次发生，请勿信任该服务。
help-identity = 当事人是谁：核验人的声明
help-identity-request = 请核验人声明您是谁，并单独作出同意
help-identity-request-examples =
    {"  "}iou --account zhangsan identity request 0 --to verifier -o request.txt
    {"  "}iou --account zhangsan identity request 0 --to verifier --field name --method network_id -o request.txt
help-identity-request--loan = 借款编号
help-identity-request--to = 核验人：地址或密钥文件名
help-identity-request--role = 本账户不是该方账户时，以谁的身份申请：lender、borrower、co-borrower.1 或 guarantor.1；用于密钥丢失的情形
help-identity-request--field = 可以核验您的哪些项目：name、id_number、phone（不写则为 name 与 id_number）；可重复
help-identity-request--method = 可以用什么方式核验（不写则为通话、证件、当面或网号；人脸须由您自己写明）；可重复
help-identity-request--consent = 已阅读并作出同意；不写则询问
help-identity-request--output = 写入此文件，只有核验人能打开
help-identity-request--force = 覆盖已有文件
help-identity-issue = 以被任命的核验人身份声明当事人是谁
help-identity-issue-examples =
    {"  "}iou --account verifier identity issue request.txt --method document --method in_person --report report.pdf -o statement.json
    {"  "}iou --account verifier identity issue request.txt --method network_id --service https://id.example -o statement.json
help-identity-issue--request = 当事人用 `iou identity request` 写出的申请
help-identity-issue--method = 用什么方式核验；可重复
help-identity-issue--level = 等级（不写则取这些方式所能达到的最高等级）
help-identity-issue--other-key = 申请来自另一账户，因为该方的密钥已经丢失：您已自行核实申请人是谁
help-identity-issue--report = 核验报告；声明中只有其 SHA-256，文件由您保存
help-identity-issue--service = 询问此地址的服务（docs/identity.openapi.json）
help-identity-issue--service-token-file = 服务令牌所在的文件
help-identity-issue--service-timeout = 等待服务多少秒
help-identity-issue--days = 声明有效多少日
help-identity-issue--output = 声明写入此文件，交给当事人
help-identity-issue--force = 覆盖已有文件
help-identity-show = 核验人就当事人作过哪些声明，是否仍然有效
help-identity-show-examples =
    {"  "}iou identity show 0
    {"  "}iou identity show 0 --statement statement.json
help-identity-show--loan = 借款编号
help-identity-show--statement = 他人交给您的声明：说了什么，是否属于本借款；可重复
help-identity-revoke = 由作出声明的核验人撤销声明
help-identity-revoke-examples =
    {"  "}iou --account verifier identity revoke 0 statement.json --ended
    {"  "}iou --account verifier identity revoke 0 statement.json --false-from-start
help-identity-revoke--loan = 借款编号
help-identity-revoke--statement = 声明：文件，或以 0x 开头的摘要
help-identity-revoke--ended = 此后不再有效
help-identity-revoke--false-from-start = 自始不实，任何时候都不算数
check-handwriting = 手写签名
evidence-handwriting-stated = 事件 { $event } 所指的文件是一个手写签名，共 { $strokes } 笔。{ $agrees ->
    [yes] 它绑定这份条款和账户 { $account }，该事件正是此账户的签署。
   *[no] 它与该次签署不符：绑定的是另一份条款，或者是账户 { $account }，而该事件不是此账户的签署。
}已证明的是当时已有此文件；是否手写、出自谁手，未获证明。
certificate-handwriting = 手写，签署条款时指明。已证明的是当时已有此笔迹；出自谁手，未获证明。
handwriting-then = 签署时请指明它：`iou sign 借款编号 --evidence { $file }`。请妥善保存文件；出示时用 `iou evidence 借款编号 --attach { $file }`。
why-strokes = 没有可用的笔画：应为 JSON，含 width、height（1 至 4096），strokes 为若干笔，每笔是点 [x, y, 毫秒] 的列表，不得超出范围，至多 256 笔、4,000 个点。
help-identity-handwriting = 把在别处写好的手写签名（笔画）绑定到借款条款和您的账户
help-identity-handwriting-examples =
    {"  "}iou --account lisi identity handwriting 0 strokes.json -o hand.json
    {"  "}iou --account lisi sign 0 --evidence hand.json
help-identity-handwriting--loan = 借款编号
help-identity-handwriting--strokes = JSON：width、height 和 strokes，每笔为点 [x, y, 毫秒] 的列表
help-identity-handwriting--output = 写入此文件；请保存，链上只有其摘要
help-identity-handwriting--force = 覆盖已有文件
evidence-anchor-missing = 没有；可对 SHA-256 { $core } 申请
why-anchor = 时间戳令牌以 .tsr 结尾，OpenTimestamps 证明以 .ots 结尾。
why-passkey-form = 这不是通行密钥的签名记录，或者后来被改动过：请在当初签署的地方，到“我的钥匙”里重新保存。
why-passkey-schema = 它由更新的版本写成：请用更新的程序读取。
why-passkey-twice = 同一方的记录已经有了：出借人和借款人各给一份。
why-passkey-other = 它属于另一笔借款：摘要或个人信息与本条款不符。
why-passkey-nothing = 其中没有一项请求见于这笔借款的经过。
note-passkey-left = 已略去：{ $count } 项通行密钥的签名，其请求不见于这笔借款的经过。
help-evidence = 把一笔借款的全部证明收集为一个文件，任何人可离线核验
help-evidence-examples =
    {"  "}iou evidence 0 -o loan-0.iou
    {"  "}iou evidence 0 -o loan-0.iou --attach transfer.pdf --attach demand.eml
    {"  "}iou evidence 0 -o loan-0.iou --pdf loan-0.pdf
    {"  "}iou evidence 0 -o loan-0.iou --passkey iou-passkey-0.json
    {"  "}iou evidence --add-to loan-0.iou --anchor token.tsr -o loan-0-stamped.iou
    {"  "}iou evidence 0 -o loan-0.iou --cms to-sign.p7s --x509 ca.crl
help-evidence--loan = 借款编号
help-evidence--output = 写入何处；- 表示标准输出
help-evidence--force = 覆盖已有文件
help-evidence--attach = 其 SHA-256 已在链上的文件：回单、消息、报告
help-evidence--add-to = 不询问链，只把锚定或证书签名加入这个文件
help-evidence--anchor = 对该文件的时间戳令牌（.tsr）或 OpenTimestamps 证明（.ots）
help-settled = 证明借条已结清，并生成结清证明
help-settled-examples =
    {"  "}iou settled 0
    {"  "}iou settled 0 --pdf loan-0-settled.pdf
    {"  "}iou --account zhangsan settled 0 --pdf loan-0-settled.pdf --open lender.name --open borrower.name
help-settled--loan = 借条编号
help-settled--open = 要披露的个人信息及其盐值，如 borrower.name；all 为全部
help-settled--force = 覆盖已有文件
help-settled--pdf = 生成结清证明：A4 一页，中英文对照，内附证据文件
help-settled--verify-link = 二维码所指的核验网页；其后附证据文件的 SHA-256
help-verify = 核验证据文件：无需网络，也无需信任制作者
help-verify-examples =
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json --json
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json --not-older-than 7d
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json --root root.pem
    {"  "}iou verify loan-0.pdf --chain-spec chain-spec.json
    {"  "}iou verify - --chain-spec chain-spec.json < loan-0.iou
    {"  "}iou verify loan-0.iou --chain-spec chain-spec.json --pdf loan-0.pdf
help-verify--file = 证据文件，或内含它的证据报告（PDF）；- 表示标准输入
help-verify--not-older-than = 拒绝早于此的文件：日期（2026-12-31），或距今的时长（7d）
help-verify--settled = 借条未结清则不予通过，不论文件外的页面自称什么
help-verify--force = 覆盖已有文件
help-verify--contract = 本链记载借款的合约地址，应取自您信任的机构；不填则用链规范的 `ledger` 属性所指明者
help-verify--chain-spec = 链规范文件，应取自您信任的机构，而非提供证据的人
check-agreement = 借条文本
check-clauses = 通用条款
check-field = 个人信息
check-fields = 个人信息
evidence-agreement-proved = { $signed ->
    [yes] { $text } 逐字还原为双方所签条款
   *[no] { $text } 逐字还原为一方所提条款，另一方尚未签署
}
evidence-clauses-proved = { $signed ->
    [yes] 通用条款即双方所签的文本（{ $digest }）
   *[no] 通用条款即随条款一并提出的文本（{ $digest }）
}
evidence-clauses-stated = 文本中的通用条款出自本程序；用于固定它的字段（`wording`）未出示
evidence-field-proved = { $signed ->
    [yes] { $field } = { $value }，与双方承诺一致
   *[no] { $field } = { $value }，与提出方的承诺一致；另一方未签署任何内容
}
evidence-fields-missing = { $withheld ->
    [all] 文件中没有个人信息；条款中存有其承诺，持有盐值者可以出示
   *[some] { $withheld } 项未出示；条款中存有其承诺，持有盐值者可以出示
}
help-evidence--open = 要出示的个人信息字段（连同盐值）：borrower.id_number；`all` 表示全部
check-passkey = 通行密钥
check-clauses-other = 通用条款
evidence-clauses-other-stated = 双方所签的通用条款版本（{ $digest }）与文件中文本的不同；各项数字仍为双方所签
evidence-passkey-proved = { $signed ->
    [yes] 第 { $event } 号事件（{ $name }）：条款中与 { $account } 绑定的通行密钥（公钥的 SHA-256：{ $digest }）也签了请求 { $intent }，签时验证了使用者，网址为 { $origin }
   *[no] 第 { $event } 号事件（{ $name }）：与 { $account } 绑定的通行密钥（公钥的 SHA-256：{ $digest }）也签了请求 { $intent }，签时验证了使用者，网址为 { $origin }；该条款仅由一方提出，另一方尚未签署
}
evidence-passkey-stated = 用的是指纹、面容还是密码，在哪台设备上，屏幕上显示了什么：由通行密钥的制造者和该网址的页面负责
check-institutions = 机构
check-institution = 机构
check-attestation = 机构见证
evidence-institutions-missing = 链上没有机构名录：投票者只以密钥表示
evidence-institution-proved = { $institution }（{ $account }）是第 { $set } 组的投票机构，密钥 { $key }
evidence-institution-missing = { $account } 是第 { $set } 组的投票机构，密钥 { $key }；链上名录中没有其名称
evidence-attestation-proved = { $institution }（{ $account }）于 { $time_ms } 见证过{ $of }，摘要 { $digest }
evidence-attestation-missing = 没有机构见证过条款或文件

# Certificate
err-certificate = 证据报告未能生成：{ $reason }
rec-certificate = 证据文件不受影响。排除所述问题后重新生成：`iou verify FILE.iou --chain-spec SPEC --pdf FILE.pdf`。
help-evidence--pdf = 同时生成证据报告：A4，中英文对照，内附证据文件
help-evidence--verify-link = 报告中二维码所指的核验网页；其后附证据文件的 SHA-256
help-verify--pdf = 生成证据报告：A4，中英文对照，内附证据文件
help-verify--verify-link = 报告中二维码所指的核验网页；其后附证据文件的 SHA-256
digest-of-receipt = 回单
digest-of-evidence = 证据
digest-of-message = 通知内容
digest-of-attested = 见证对象
digest-of-identity = 身份声明
digest-of-terms = 条款
digest-of-file = 文件
certificate-settled = 截至 { $time }（区块 { $number }），第 { $loan } 号借条项下的本金、利息、逾期利息、违约金和费用均已结清，不再欠付任何款项。
certificate-of-principal = 已还款中的本金
certificate-of-interest = 已还款中的利息
certificate-of-late = 已还款中的逾期利息和违约金
certificate-of-costs = 已还款中的实现债权费用
certificate-forgiven = 出借人免除
certificate-overpaid = 多付
certificate-article-557-1 = 《民法典》第557条第一款第一项
certificate-article-557-4 = 《民法典》第557条第一款第四项
certificate-article-559 = 《民法典》第559条
certificate-article-561 = 《民法典》第561条
certificate-article-575 = 《民法典》第575条
certificate-law-performed = 债务已经履行的，债权债务终止。
certificate-law-released = 债权人免除债务的，债权债务终止。
certificate-law-forgiven = 债权人免除债务人部分或者全部债务的，债权债务部分或者全部终止，但是债务人在合理期限内拒绝的除外。
certificate-law-accessory = 债权债务终止时，保证等从权利同时消灭，法律另有规定或者当事人另有约定的除外。
certificate-law-order = 所付款项依次抵充实现债权的费用、利息、本金；每一笔付款均载于文件。
certificate-delivered-native = 已交付（本链原生币）
certificate-delivered-token = 已交付（代币）
certificate-delivered-acknowledged = 已交付（借款人确认）
certificate-delivered-reported = 出借人称已交付
certificate-delivered-none = 已交付
certificate-due = 其中已到期
certificate-witness = 见证人
certificate-withheld = 未披露
certificate-field-name = 姓名
certificate-field-id-number = 证件号码
certificate-field-phone = 电话
certificate-field-passkey = 通行密钥（公钥的 SHA-256）
certificate-field-purpose = 借款用途
certificate-signed = 于 { $time } 以 { $algorithm } 签署条款（第 { $event } 号事件）
certificate-signed-request = 以 { $algorithm } 签署载明条款摘要的签署请求，于 { $time } 记入区块（第 { $event } 号事件）
certificate-by = 签名人（{ $algorithm }）
certificate-in-name-of = 代理
certificate-for-seat = 所操作的账户
certificate-transaction = 交易
certificate-intent = 签署请求
certificate-valid = 有效期
certificate-instalment-met = 已付清
certificate-instalment-overdue = 逾期
certificate-instalment-due = 今日到期
certificate-instalment-open = 未到期
certificate-place-proved = { $count } 个事件各在其区块之中，时间由区块给出：该区块前后的合约事件计数均已证明，别无其他位置。各事件的区块与哈希见经过一节。
certificate-signature-proved = { $count } 个步骤各有签名，签名密钥见经过一节；被签名的字节在文件之中，已逐一验签。
certificate-intent-proved = { $count } 个步骤由当事人本人以签署请求签署（任何人均可代为提交，不影响签名）：已就事件所列的请求逐一验签，并核对了所属链、合约、有效期、次序，以及签署人签署时所见的借款情况。
certificate-passkey-proved = { $signed ->
    [yes] 共 { $count } 步，每一步的请求都另由条款中与签署人绑定的通行密钥签过，签时验证了使用者：密钥与网址相符，每个签名均已核验。密钥的摘要列在当事人处。
   *[no] 共 { $count } 步，每一步的请求都另由通行密钥签过，签时验证了使用者；它所绑定的条款仅由一方提出，另一方尚未签署。
}
certificate-agreement-proved = { $signed ->
    [yes] 中文文本与英文文本逐字读回，均为双方所签条款
   *[no] 中文文本与英文文本逐字读回，均为一方所提条款，另一方尚未签署
}
help-evidence--notices = 提醒与催告的发送记录，即 `iou remind show ID --json` 的输出：只收录其中关于本笔借款的部分，只作陈述，不作证明
help-evidence--passkey = 通行密钥的签名记录，从签名页面（我的钥匙）保存：只出示绑定通行密钥的那一项信息；双方各一份

## What people type: what is understood, and what to write instead

why-amount-ambiguous = { $value } 有两种读法。请把数字写全，如 15000，或每三位一个逗号：15,000。
why-amount-negative = 金额必须大于零：请去掉负号。
why-amount-other-money = 写的是另一种货币（{ $other }），而这笔借款用 { $money }。请只写数字，或改币种。
why-day-missing = 日历上没有这一天（限 1970 至 2999 年）。
why-day-order = 分不清哪个是月、哪个是日。请把年份写在前面：2026-12-31。
why-day-year = 缺少年份或年份没有写全。请写全：2026-12-31。
why-day-lunar = 农历日期每年不同。请写公历，如 2026-12-31。
why-day-of-month = 每月的还款日写 1 到 31，或写 月底（每月最后一天）。
why-due-day-months = 固定每月几日还款，间隔须按月（every = "1m"）；按天间隔的请改写首期到期日。
why-deadline-after-due = 这个期限到了首个到期日之后；签署和交付都必须在此之前完成。请写短些，或不写：不写则自动按首个到期日之前的时间分配。
why-too-short = 离首个到期日不足一小时，来不及签署和交付。请选晚一些的到期日。
why-doubt-birth-day = 身份证号中的出生日期不可能存在。
why-doubt-check-sign = 身份证号的校验码不符：可能写错或漏写了数字。
why-doubt-phone-length = 中国大陆手机号为 11 位，这个号码位数不对。
why-doubt-region = 身份证号的前两位不是任何省份的代码。
why-duration-m = { $value } 分不清是分钟还是月。分钟请写 30min，月请写成天数，如 30d。
why-periods = 期数请写整数，如 12。
why-periods-months = “{ $value }”是一段时间，而这里不是每月一期。请写期数，如 12。
why-instalments-most = 一笔借款最多 { $most } 期。请加长间隔，如按季 every = "3m"，同样的期限即可容纳。
why-method-flat = 等本等息对已还的本金照样计息：这笔借款的真实年利率是 { $rate }。请写 method = "equal-instalments"（等额本息）并写明该利率；法律只保护不超过四倍 LPR 的部分。
why-period-apart = “{ $value }”有两种读法。请写明从一个到期日到下一个到期日有多久，如 2个月、10天。
why-period-month = { $value } 分不清是几个月还是几月份。三个月请写 3个月 或 3m。
why-period-unit = { $value } 是天还是月？天请写 { $value }天，月请写 { $value }个月。
why-rate-above-cap = { $rate } 折算后超过 { $day } 的上限 { $cap }，即 { $published } 公布的一年期 LPR { $lpr } 的四倍（民间借贷规定第25条）。
why-rate-above-own-cap = { $rate } 超过约定的上限 { $cap }。
why-rate-bare = { $value } 可能是 { $percent }，也可能是 { $value }%。请带百分号写明是哪一个。
why-rate-decimals = 折成年利率超过四位小数，本程序不替您取舍。请直接写年利率，如 6.1234%。
why-rate-fen = “{ $value }”没有写明按月，或者有几种读法。请写 月息2分（每月 2%，年 24%），或直接写带百分号的年利率。
why-rate-fen-many = “{ $value }”有几种读法。请只写一个单位，如 月息1.5分；或者较大单位写整数，较小单位不超过九：月息1分5厘。
why-rate-lpr = 按 LPR 定利率请写 4倍LPR、LPR+50BP 或 LPR+1%。
why-rate-lpr-five = 这里只有一年期 LPR（法定上限即其四倍）。请直接写利率。
why-rate-lpr-none = 没有该日适用的 LPR。请直接写利率。
why-rate-period = “{ $value }”是按日、按月还是按年？请写 日万分之五、月利率15‰，或带百分号的年利率。
why-rate-too-high = 没有这么高或这么低的利率。
why-toml-bracket = 段名要写在成对的方括号里：[lender]；可有多段的写 [[instalment]]。这一行是：{ $excerpt }
why-toml-equals = 每行写作：字段 = "值"。这一行是：{ $excerpt }
why-toml-other = 这一行看不懂。每行写作：字段 = "值"。这一行是：{ $excerpt }
why-toml-quote = 缺少结束的引号，或引号后面还有别的内容。这一行是：{ $excerpt }
why-toml-twice = 这一项写了两次，请保留一处。这一行是：{ $excerpt }
why-toml-value = 等号后面没有内容。这一行是：{ $excerpt }
why-toml-key = 字段名要与示例相同，用英文字母，如 amount、id_number。这一行是：{ $excerpt }
why-amount-twice = 金额写了两次，两次不一致。
form-line = （第 { $line } 行）
form-understood = { $field }：“{ $written }”按 { $taken } 处理
doubt-heading = 这里似乎有误：
doubt-question = 证件或资料上确实如此吗？[y/N]
label-field = 字段
label-why = 原因
label-true-rate = 真实年利率
value-true-rate = 按未还本金 { $simple }；复利（IRR）{ $compounded }
calc-method-flat = 等本等息
usage-unknown-argument = 这里没有参数 { $argument }。
usage-unknown-command = 没有 { $command } 这个命令。
usage-missing-command = 缺少要执行的命令。
usage-missing-value = { $argument } 后面要有值。
usage-invalid-value = { $argument } 不能是 { $value }。
usage-missing-argument = 还缺少参数：{ $argument }。
usage-twice = { $argument } 写了两次。
usage-conflict = { $argument } 不能与 { $other } 同用。
usage-too-many-values = { $argument } 的值太多。
usage-too-few-values = { $argument } 至少要有 { $least } 个值。
usage-no-equals = { $argument } 的值要写在等号后面。
usage-not-text = 有参数不是 UTF-8 文字。
usage-other = 看不懂这条命令。
usage-range = { $argument } 应为 { $least } 至 { $most } 的整数，不能是 { $value }。
usage-number = { $argument } 应为整数，不能是 { $value }。
usage-perhaps = 是不是指 { $values }？
usage-possible = 可以是：{ $values }。
err-toml = { $path } 第 { $line } 行：{ $kind ->
        [bracket] 段名要写在成对的方括号里
        [equals] 每行写作：名称 = "值"
        [key] 名称要用英文字母
        [quote] 缺少引号
        [twice] 这一项写了两次
        [value] 等号后面没有内容
       *[other] 这一行看不懂
    }：{ $excerpt }
rec-toml = 请更正 { $path } 第 { $line } 行后重试。没有改动任何内容。
err-not-text = { $path } 不是文本文件。
rec-not-text = 请另存为 UTF-8。GB 18030（GBK）和 UTF-16 也能读，其他编码不会去猜。
help-schedule--first-due = 首期到期日（不满或超过一个整期时）；其后各期由此推算
help-schedule--due-day = 每月几日还款：1 至 31，或 月底
help-amend--first-due = 首期到期日（不满或超过一个整期时）
help-amend--due-day = 每月几日还款：1 至 31，或 月底

## 签署请求：一人签名，他人提交

label-in-force = 现行约定
label-reported-to = 报告对象
label-condition = 约定
label-nonce = 序号
label-valid-from = 有效期起
label-valid-until = 有效期止
label-signature = 签名
label-signed-text = 被签署的文本
label-unchecked = 未核对
label-takes-back = 作废
value-numbers = 以序号 { $from } 至 { $to } 签署而尚未提交的全部内容
label-terms = 条款
terms-not-here = 不在此文件中；没有读过的内容请勿签署
label-relay = 代提交方
label-intent = 签署请求
unit-smallest = 最小单位
signature-none = 尚无
signature-raw = 签署人对文本的签名
signature-wrapped = 签署人对文本（带钱包外层标记）的签名
unchecked-chain = 用于哪条链：当前配置没有记下可供比对的链
unchecked-contract = 用于哪个合约：当前配置没有可供比对的合约
unchecked-offer = 对方是否同意，以及该条款是否已签署或已作罢；这需要节点
unchecked-standing = 借款是否仍如制作者所见，以及序号是否正是下一个；这需要节点
unchecked-counter = 签署人的序号现在到了多少；这需要节点
unchecked-clock = 时间：取自本机
unchecked-terms = 约定了什么：条款不在此文件中，金额以未注明货币的最小单位表示
unchecked-digest = 此步骤中的摘要代表什么：内容不在此文件中；请将摘要与您所同意的文本核对
unchecked-fields = 姓名等个人信息：条款对其作了承诺，但内容不在此文件中（`iou fields take`、`iou sign --offer`）
action-skip = 作废已签署而未提交的内容
action-submit = 提交他人签署的内容
action-conclude = 提交双方对条款的签名
intent-heading = 即将签署，由他人提交：
intent-question = 签署吗？[y/N]
intent-signed = 在 { $until } 之前，任何持有此文件的人都可以提交，签出后不能收回。尚未提交的内容，可由 `iou intent make { $loan } --skip` 制作、签署并抢先提交来作废；同时持有两者的人可能先提交这一份。
offer-signed = 在 { $until } 之前对方可以承诺此要约，期间不得撤销（民法典第476条）。
offer-next = 请将此文件连同个人信息（`iou fields send --offer 文件`）交给对方。对方用 `iou sign --offer 文件` 签署；双方签名一并提交时，借款成立登记。
intent-written = 已写入 { $files }，尚无人签署：`iou intent show` 说明内容，`iou intent sign` 签署。
intent-written-signed = 已签署并写入 { $files }。用 `iou intent submit` 提交到合约：用自己的代币，或加 --relay 网址。
frame-heading = 二维码 { $number } / { $count }
qr-no-terminal = 二维码是为终端绘制的；--png 文件 可写成图片。
figures-written = 已写入 { $path }。有了它，`iou intent make --figures` 不需要节点。
intents-none = 本机没有向代提交方交付过任何内容。
intent-handing = 正在把 { $id } 交给 { $relay }
intent-taken = 代提交方已收到 { $id }：{ $state }。结果可用 `iou intent status { $id }` 查询。
relay-received = 已记下，尚未提交
relay-submitted = 已提交
relay-in-block = 已在区块中，该区块仍可能被替换
relay-finalised = 已最终确认
relay-refused = 已拒绝
relay-not-this = 这一步不能由他人代为提交：它涉及链上资金的转移，或不需要任何人签名。将以您自己的交易提交。
progress-relay = 等待代提交方
intent-skipped = 已完成：序号现为 { $counter }，以更早序号签署的内容不能再提交。
concluded = 借款编号为 { $loan }，双方均已签署。
why-intent-foreign = 它不是本程序所写的签署请求，也不是其二维码。
why-intent-damaged = 它在途中被截断或改动。请重新发送。
why-intent-words = 字节旁边的“{ $word }”与字节所说的不符：有人改过它，或想让您看到的与签署的不同。请重新制作，不要签署这份。
why-intent-other-terms = 旁附的条款不是它所指的条款：有人让您看到的与签署的不同。不要签署这份。
why-intent-bad-signature = 该签名不是签署人对此请求的签名。可能用了别的密钥，或签的是别的内容。
why-intent-no-signature = 这不是签名：应为钱包 `signRaw` 给出的64字节十六进制；或者尚无人签署。
why-intent-other-kind = 这种签名（{ $kind }）不能签署请求，需要 sr25519 密钥。这类账户请用自己的交易。
why-frames-missing = 共 { $count } 个二维码，还缺：{ $missing }。请一并扫描，次序不限。
why-frame-damaged = 第 { $number } 个二维码损坏或被改动。请重新扫描。
why-frames-mixed = 这些二维码属于不同的请求。请只扫描同一份的。
why-no-code = 图片中没有可识别的二维码。需要端正、清晰的 PNG，每张一个。
why-code-too-long = 太长，二维码放不下。请交付文件。
why-valid-for = 至少一秒，至多30天；不写则为24小时。
why-step = 没有这一步。可用的步骤：{ $known }。
why-step-arguments = 每项写作 名称=值，各一次。这一步需要：{ $known }（方括号中的可省略）。
why-step-bytes = 这些参数不构成这一步。
why-instant = 时刻写作 2026-03-01T12:00:00+08:00，或1970年以来的毫秒数。
why-channel = 应为 letter、sms、email、messenger、person 之一。
why-arrival = 写作 日期,凭证；凭证为 SHA-256 或 @文件。
why-ruling = 写作 抵充额,费用 或 抵充额,费用,日期。
why-parts = 写作 账户:百万分比，多项以逗号分隔。
why-amendment-named = 变更的还款计划由借款推算：请用 `iou amend 编号 … --intent 文件`。
why-digest-or-file = 应为64位十六进制数，或 @ 加文件名（取其 SHA-256）。
usage-number-plain = 应为整数。
why-figures = 这不是 `iou intent figures` 写出的借款数据。
why-figures-loan = 数据属于另一笔借款。
why-no-step = 此命令不签署可成为签署请求的借款步骤。
why-not-signed = 其中一份尚未签署。请用 `iou intent sign 文件`。
why-too-many-intents = 超过八份。请分两次提交。
why-offers-and-steps = 两份相同条款的要约成立一笔借款，步骤则属于已有的借款：不能一并提交。
why-terms-missing = 两个文件中都没有条款。
why-offers-differ = 这两份不是出借人和借款人对相同条款的要约。
why-no-offer = 它不是附有条款的要约。
why-handover-offer = 这些个人信息所属的条款还不在链上。请用 --offer 文件 指明要约。
why-intent-id = 应为交付时显示的64位十六进制数。
err-intent-file = { $path } 不能作为签署请求。{ $why }
rec-intent-file = 没有签署或提交任何内容。
err-intent-elsewhere = { $what }：应为 { $expected }，实为 { $found }。
rec-intent-elsewhere = 它只在那里有效，因此这里没有签署或提交。请用 --profile 选择正确的配置，或用 --relay 选择正确的代提交方。
err-intent-other-key = 这须由 { $signer } 签署，而手边的密钥属于 { $account }。
rec-intent-other-key = 请用 --account 或 --suri 选择密钥，或由那个人签署。
err-intent-nonce = 序号 { $nonce } 不可用：签署人已到 { $counter }，仍能作废的最后一个是 { $last }。
rec-intent-nonce = 请先提交或作废此前签署的内容：`iou intent make 编号 --skip`，然后重新制作。
err-intents-apart = 这些不能一并提交。{ $why }
rec-intents-apart = 没有提交任何内容。
err-offer-alone = 单独一份要约没有效果，代提交方也不收。
rec-offer-alone = 请写入文件（`iou new 表单 --intent 文件`）交给对方，对方用 `iou sign --offer 文件` 签署。`iou intent submit` 一并接收两份要约。要用自己的交易：--relay none。
err-intent-passed = { $id } 没有生效：其序号此前已被使用或作废。
rec-intent-passed = `iou show 编号` 说明借款现状。仍需要的，请重新制作并签署。
err-intent-pending = { $id } 在 { $relay }（{ $state }），结果尚不清楚。
rec-intent-pending = 用 `iou intent status { $id }` 查询。`iou intent submit { $id }` 可再次交付，加 --relay 网址 可交给另一代提交方：只算一次。
err-intent-unknown = { $relay } 可能已收到 { $id }，结果尚不清楚（{ $reason }）。
rec-intent-unknown = 用 `iou intent status { $id }` 查询。`iou intent submit { $id }` 可再次交付，加 --relay 网址 可交给另一代提交方：只算一次。
err-intent-unseen = { $relay } 称 { $id } 已在链上（区块 { $block }），而你的节点 { $url } 还没有该内容。
rec-intent-unseen = 节点跟上后，`iou intent status { $id }` 会说明。如一直如此，则节点落后，或代提交方所言不实：请询问另一个节点（--url）。
err-intent-nowhere = 链上和有应答的代提交方都没有 { $id }。在 { $until } 之前，任何持有者都可以提交。
rec-intent-nowhere = `iou intent submit { $id }` 可再次交付，加 --relay 网址 可交给另一代提交方：只算一次。`iou intent make 编号 --skip` 可作废一个步骤。
intent-earlier = 此前从本机交出的 { $id } 序号相同，且尚无记录：两者只有一个生效。`iou intent status { $id }` 可查询它。
err-relay-away = 无法连接代提交方 { $relay }（{ $reason }）。
rec-relay-away = 没有交出任何内容。请核对网址后重试，或用 --intent 文件 写成文件交给另一代提交方；`iou intent submit 文件` 可用自己的代币提交。
err-relay-refused = { $relay } 不接收：{ $why }
rec-relay-refused = 如认为代提交方扣押内容，可写成文件（--intent 文件）交给另一方。
err-relay-untrue = 代提交方 { $relay } 的答复不可能为真：{ $reason }。
rec-relay-untrue = `iou show 编号` 说明借款现状。请换一个代提交方，同一文件可以再交给它。
help--intent = 把本应提交的内容写入此文件（- 为标准输出，.png 为二维码），密钥在本机时已签署；由他人提交
help--relay = 签署并交给此代提交方提交和付费；none：用自己的交易 [环境变量：IOU_RELAY]
help--valid-for = 签署内容的有效时长，至多30天（与 --intent 或代提交方同用；不写则为24小时）
help-intent = 无需代币即可签署：制作、查看、签署、提交请求，可在四台机器上分别进行
help-intent-make = 制作尚无人签署的请求：借款的一个步骤、条款的要约，或作废
help-intent-make-examples =
    {"  "}iou --account lisi intent make 0 confirm-repayment report=0 -o step.json
    {"  "}iou --account lisi intent make 0 --skip -o back.json   作废已签署而未提交的内容
    {"  "}iou --account lisi intent make --propose form.toml -o offer.json
    {"  "}iou intent make 0 forgive amount=100 --figures figures.json --qr   不用节点
    {"  "}每个签署步骤的命令也能制作：iou --account lisi confirm 0 --intent step.json
help-intent-make--loan = 借款编号
help-intent-make--step = 步骤名称，见 docs/intents.md
help-intent-make--arguments = 按名称写出的参数；文件写作 @文件
help-intent-make--skip = 作废为此借款签署而尚未提交的内容
help-intent-make--to = 只作废序号小于此数的内容（不写则十六个序号）
help-intent-make--propose = 把此表单的条款作为要约交给对方
help-intent-make--figures = 借款数据取自此文件（由 `iou intent figures` 写出），不询问节点
help-intent-make--nonce = 不用下一个序号而用此序号，接在已签署的内容之后
help-intent-make--output = 写入此文件，不打印
help-intent-make--qr = 在终端绘制二维码
help-intent-make--png = 写成二维码图片；多张时编号
help-intent-make--force = 覆盖已有的文件
help-intent-figures = 写下制作请求所依据的借款数据，供没有节点的机器使用
help-intent-figures-examples =
    {"  "}iou --account lisi intent figures 0 -o figures.json
help-intent-figures--loan = 借款编号
help-intent-figures--output = 写入此文件，不打印
help-intent-figures--force = 覆盖已有的文件
help-intent-show = 直接从被签署的字节用平白的话说明请求内容；不询问任何人
help-intent-show-examples =
    {"  "}iou intent show step.json
    {"  "}iou intent show scan-1.png scan-2.png   同一请求的二维码，次序不限
help-intent-show--files = 文件，或其二维码图片；- 为标准输入
help-intent-sign = 签署请求，或附上钱包的签名；不需要网络
help-intent-sign-examples =
    {"  "}iou --account lisi intent sign step.json -o signed.json
    {"  "}iou --account lisi intent sign scan.png --png signed.png
    {"  "}iou intent sign step.json --signature 0x4a1f… -o signed.json   由钱包的 signRaw 签出
help-intent-sign--files = 文件，或其二维码图片；- 为标准输入
help-intent-sign--signature = 钱包对文本的签名，原文或带 <Bytes> 外层；会加以核对
help-intent-sign--output = 写入此文件，不打印
help-intent-sign--qr = 在终端绘制二维码
help-intent-sign--png = 写成二维码图片；多张时编号
help-intent-sign--force = 覆盖已有的文件
help-intent-submit = 提交已签署的内容：用自己的代币，或由代提交方；两份相同条款的要约成为一笔借款
help-intent-submit-examples =
    {"  "}iou --account wangwu intent submit signed.json
    {"  "}iou intent submit signed.json --relay https://relay.example
    {"  "}iou --account lisi intent submit lender.json borrower.json   新的借款
    {"  "}iou intent submit 5f1c… --relay https://other.example   此前交出的内容，改交另一代提交方
help-intent-submit--files = 已签署的请求，一个文件一份；或一份请求的二维码图片；或从本机交出的内容的编号
help-intent-status = 查询交给代提交方的内容结果如何；不带编号时列出全部
help-intent-status-examples =
    {"  "}iou intent status
    {"  "}iou intent status 5f1c… --relay https://relay.example   退出码同 iou tx
help-intent-status--id = 交付时显示的编号
help-sign--offer = 签署此要约的条款（对方用 --intent 写出），并以双方签名成立借款
help-fields-send--offer = 尚不在链上的要约的个人信息：`iou new --intent` 写出的文件
help-fields-take--offer = 个人信息所属的要约（尚不在链上时）

## 他方的链能提供什么

err-no-finality-proofs = { $chain } 不提供区块已最终确定的证明，无法制作可供第三人核验的证据文件。
rec-no-finality-proofs = 其他功能均可使用：借款及各步骤、签署请求、`iou show`、`iou statement`、索引与提醒。需要证据时，请用由机构投票确定区块的链（docs/elsewhere.md）；`iou agreement` 和 `iou statement` 可打印不带证明的文本。
err-no-movable-clock = { $chain } 的时钟不能调整：其节点没有这种请求。
rec-no-movable-clock = 请等到那一天，或用本项目的节点（`iou-node --dev`）试用。`iou dev time` 显示链上时间，其余功能不受影响。
err-method-unknown = { $url } 不认识请求 { $method }。
rec-method-unknown = 本程序在此处需要它。请用本项目的节点，或提供更多请求的节点；`iou doctor` 说明这条链能提供什么。
doctor-contract-other-chain = 合约 { $contract } 是为另一条链（{ $found }）部署的：由他人代为提交的签署请求在其中不生效。
doctor-contract-other-chain-do = 请用 `iou deploy` 重新部署，它会写明正确的链。借款及直接提交的步骤不受影响。
doctor-check-functions = 功能
doctor-functions-evidence = 这条链可提供证据：其节点能证明区块已最终确定
doctor-functions-no-evidence = 节点不能证明区块已最终确定：不能用 `iou evidence` 和证书。借款、签署请求、对账单、索引和提醒均可用。
doctor-functions-no-evidence-do = 可用来试用。需要可供第三人核验的证据时，须用由机构投票确定区块的链（docs/elsewhere.md）。
doctor-functions-no-clock = 这条开发链的时钟不能调整：不能用 `iou dev advance` 和 `set-time`；其余功能不受影响
doctor-functions-no-council = 这条链没有理事会和机构：不能用 `iou council` 和 `iou institution`；借款不需要它们

## 代提交：他人签署的请求，由本服务提交并付费

help-relay = 代他人提交其签署的请求并支付费用，直到停止
help-relay-examples =
    {"  "}iou --account relayer relay
    {"  "}iou --account relayer relay --intents 127.0.0.1:9618 --config relay.toml
    {"  "}curl http://127.0.0.1:9618/v1/relay
    {"  "}curl http://127.0.0.1:9618/v1/openapi.json

    借钱给朋友的人往往没有代币：他们签署某一步骤（即“签署请求”）并交到这里，由本账户代为提交并付费。本账户不因此取得任何权利。
    花费有上限：relay.toml 设定每日两个额度，一个用于履行中的借款，一个用于新借款；新借款只为您列明的人付费。
    还可设定每个密钥、每笔借款、每个地址每日的请求数。前面若有提供 TLS 的反向代理，请写在 proxies 中，以便区分各客户端。
    其余见 docs/relay.md。
help-relay--database = 队列所在的数据库：路径，或 postgres://… [环境变量: IOU_DATABASE] [默认: 密钥库旁的 index.db]
help-relay--config = 设置；默认为用户目录中的 relay.toml [环境变量: IOU_RELAY_CONFIG]
help-relay--intents = 接收签署请求的地址：ADDRESS:PORT [环境变量: IOU_INTENTS] [默认: 127.0.0.1:9618]
help-relay--listen = /health、/ready 与 /metrics 的地址：ADDRESS:PORT，或 off

## 站点：接口、页面与签署主机

help-serve = 提供接口、借款页面与签署主机，直到停止
help-serve-examples =
    {"  "}iou serve
    {"  "}iou serve --site 127.0.0.1:9700 --public-url https://iou.example --signer-url https://sign.iou.example --proxy 127.0.0.1
    {"  "}iou --account relayer serve --relay-config relay.toml
    {"  "}curl http://127.0.0.1:9700/v1/openapi.json

    数据来自同一数据库上的 `iou index` 或 `iou run`，很少询问节点。本进程不持有密钥：它代收的签署请求由该数据库上的 `iou run` 或
    `iou relay` 提交。当事人的密钥只在签署主机上，它是单独的源：站点页面出错也接触不到密钥。
    正式使用时，两者都应放在提供 TLS 的反向代理之后；请用 --proxy 写明代理地址，以便区分各客户端。其余见 docs/page.md。
help-serve--database = 索引数据库的路径或 postgres://… [环境变量: IOU_DATABASE] [默认: 密钥库旁的 index.db]
help-serve--site = 接口与页面的地址：ADDRESS:PORT [环境变量: IOU_SITE]
help-serve--public-url = 人们访问接口与页面的网址，例如 https://iou.example [环境变量: IOU_PUBLIC_URL]；默认为 localhost
help-serve--signer-listen = 签署主机的地址：ADDRESS:PORT；由别处提供时写 off [环境变量: IOU_SIGNER]
help-serve--signer-url = 人们访问签署主机的网址：须是单独的源 [环境变量: IOU_SIGNER_URL]；默认为 localhost
help-serve--proxy = 反向代理的地址，采信其所报的客户端地址（多个则重复）
help-serve--drafts-a-day = 全体用户每天最多保存多少份草稿 [环境变量: IOU_DRAFTS_A_DAY]
help-serve--boxes-a-day = 全体用户每天最多新放多少个密封的盒子 [环境变量: IOU_BOXES_A_DAY]
help-serve--log-ins-a-day = 全体用户每天最多登录多少次 [环境变量: IOU_LOG_INS_A_DAY]
help-serve--relay-config = 接收签署请求的设置；默认为用户目录中的 relay.toml。没有该文件则不接收
help-serve--listen = /health、/ready 与 /metrics 的地址：ADDRESS:PORT，或 off

doctor-check-relay = 代提交
doctor-relay-well = { $account } 有 { $balance }；一天最多花费 { $day }
doctor-relay-little = { $account } 有 { $balance }，而一天最多花费 { $day }。
doctor-relay-little-do = 请转入一些，或在 relay.toml 中调低额度：余额用尽后，所有请求都会被拒绝。
doctor-relay-no-account = 已设置代提交服务，但未选择付费的账户。
doctor-relay-no-account-do = 请用 --account 或 IOU_ACCOUNT 选择。
doctor-relay-unknown = 没有节点，无法得知 { $account } 的余额。
doctor-relay-unknown-do = 请先使节点可用。

problem-malformed = 这不是接口说明中的请求。
problem-malformed-do = 接口说明见 GET /v1/openapi.json。提交的必须正是所签署的字节。
problem-not-found = 此地址没有内容。
problem-not-found-do = 提交签署请求用 POST /v1/intents。
problem-unknown-intent = 此处未收到过该编号的签署请求。
problem-unknown-intent-do = 请提交，或向收到它的代提交服务查询。
problem-method-not-allowed = 此地址不接受该方法。
problem-method-not-allowed-do = 提交用 POST /v1/intents，查询用 GET /v1/intents/编号。
problem-too-slow = 请求未按时到达。
problem-too-slow-do = 请再发一次；重复提交不会有影响。
problem-too-large = 超出合约接受的大小。
problem-too-large-do = 一个签署请求不超过 12 KiB，一次提交不超过 64 KiB。
problem-not-json = 请求未注明是 JSON。
problem-not-json-do = 请带 Content-Type: application/json 发送。
problem-passed = 该签署请求此前已使用或已作废。
problem-passed-do = 请查看借款：所签的步骤可能已记录。仍需要的，请重新签署。
problem-not-relayed = 代提交服务不代为提交这一步骤。
problem-not-relayed-do = 链上资金只能由其所有人的交易转移；任何人都可做的步骤无需签名；提议须与对方的签署一并提交；债权最多分为两份。
problem-unknown-people = 该服务只为运营者认识的人支付新借款的费用。
problem-unknown-people-do = 请运营者登记您的账户或条款摘要，或将双方的签署请求交给另一个代提交服务。
problem-too-costly = 费用超过这类步骤的上限。
problem-too-costly-do = 请自行以交易提交，或交给另一个代提交服务。
problem-rate-limited = 请求过于频繁。
problem-rate-limited-do = 请按 Retry-After 所示等待。已提交的不会丢失。
problem-budget-of-key = 该签署人今日由本服务付费的请求数已用完。
problem-budget-of-key-do = 请明日（UTC）再试，或交给另一个代提交服务。
problem-budget-of-loan = 该借款今日由本服务付费的请求数已用完。
problem-budget-of-loan-do = 请明日（UTC）再试，或交给另一个代提交服务。
problem-budget-of-address = 您的地址今日由本服务付费的请求数已用完。
problem-budget-of-address-do = 请明日（UTC）再试，或交给另一个代提交服务。
problem-too-many-waiting = 该签署人对该借款等待提交的请求已达一次提交的上限。
problem-too-many-waiting-do = 请等这些请求进入区块后再试。
problem-busy = 本服务现在过于繁忙。
problem-busy-do = 请按 Retry-After 所示等待，或交给另一个代提交服务。
problem-purse-empty = 本服务今日的付费额度已用完。
problem-purse-empty-do = 请明日（UTC）再试，或交给另一个代提交服务。
problem-node-away = 本服务的节点没有应答。
problem-node-away-do = 请稍后再试，或交给另一个代提交服务。
problem-no-fees = 本服务的账户没有余额。
problem-no-fees-do = 请告知运营者，或交给另一个代提交服务。
problem-internal = 本服务出现故障。
problem-internal-do = 原因见其日志。请先交给另一个代提交服务。
problem-other-host = 本主机不叫这个名称。
problem-other-host-do = 请使用其公布的网址（由运营者以 --public-url 设定）。
problem-other-origin = 该请求来自其他网站的页面。
problem-other-origin-do = 请在本站打开页面后再提交。
problem-form = 表单中有一项不能接受。
problem-unknown-draft = 没有这份草稿。
problem-unknown-draft-do = 链接可能不完整，或草稿已结束：请向发送人索取新链接。
problem-draft-exists = 该链接下已有另一份草稿。
problem-draft-exists-do = 请生成新链接：每个链接只用于一份草稿。
problem-bad-moment = 这份草稿不是刚刚做成的。
problem-bad-moment-do = 请校准设备时间后再试。
problem-not-signed-so = 签名不属于该账户，或签的是别的内容。
problem-not-signed-so-do = 请在所到的页面上重新签署。
problem-bad-fields = 这些个人信息项不能放在这里。
problem-bad-fields-do = 各方只填写自己的信息，每项一次。
problem-box-too-large = 要保存的内容过大。
problem-box-too-large-do = 每份最多 8 KiB。
problem-seat-key = 链接不完整。
problem-seat-key-do = 请原样打开收到的链接。
problem-seat-taken = 该链接已被使用。
problem-seat-taken-do = 如果不是您本人，请致电发送人：对方可以作废并重发链接。
problem-seat-empty = 对方还没有来。
problem-seat-empty-do = 请把链接发给对方并等待。
problem-own-seat = 不能借给自己。
problem-own-seat-do = 此链接是给对方的。
problem-draft-void = 这份草稿已作废。
problem-draft-void-do = 请向发送人索取新的草稿。
problem-draft-expired = 签署期限已过。
problem-draft-expired-do = 请重新起草。
problem-draft-signed = 双方均已签署，不能再撤回。
problem-draft-signed-do = 后续步骤请在借条上进行。
problem-fields-given = 此前已经提供。
problem-fields-given-do = 无需再做。
problem-other-terms = 所签的不是这份草稿的条款，或签署人不符。
problem-other-terms-do = 请重新打开草稿，阅读后在该处签署。
problem-borrower-first = 由借款人先签。
problem-borrower-first-do = 请等待借款人签署。
problem-borrower-late = 借款人的签署已失效。
problem-borrower-late-do = 请借款人再签一次，只需片刻。
problem-unknown-box = 此处没有保存的内容。
problem-unknown-box-do = 请确认助记词和服务是否正确。
problem-box-counter = 此处已有更新的内容。
problem-box-counter-do = 请先读取，再写入更新的内容。
problem-box-key = 此处属于另一密钥。
problem-box-key-do = 只有最初写入的密钥才能写入。
problem-pages-of-address = 您的地址今日可保存的数量已用完。
problem-pages-of-address-do = 请明日（UTC）再试。
problem-pages-of-service = 本服务今日收下的内容已达每日上限。
problem-pages-of-service-do = 请明日（UTC）再试，或使用别的服务。上限由运营者用 --drafts-a-day、--boxes-a-day、--log-ins-a-day 设定。
problem-nonce = 本次登录已过期或已使用。
problem-nonce-do = 请重新登录。
problem-not-logged-in = 尚未登录。
problem-not-logged-in-do = 请用借条的密钥登录。
problem-link-over = 该链接已失效。
problem-link-over-do = 请登录，或等待下一条消息。
problem-not-ready = 尚未读取链上数据。
problem-not-ready-do = 请稍后再试。
problem-file-too-large = 文件超出此处可核验的大小。
problem-file-too-large-do = 请用 `iou verify` 核验，或在浏览器内核验的页面上核验。
problem-evidence-unreadable = 这不是证据文件，或文件不完整。
problem-evidence-unreadable-do = 请原样发送收到的 .iou 文件，或内含该文件的证据报告。
problem-not-settled = 这张借条尚未结清。
problem-not-settled-do = 不再欠任何款项之后才有结清证明。目前的状况可用 format=pdf 取得证据报告。
problem-no-certificates = 本服务不生成证据报告。
problem-no-certificates-do = 请不带 format=pdf 下载证据文件，自行生成：`iou verify FILE.iou --chain-spec SPEC --pdf FILE.pdf`。
problem-no-fonts = 本服务缺少排印证据报告的字体。
problem-no-fonts-do = 请不带 format=pdf 下载证据文件，自行生成：`iou verify FILE.iou --chain-spec SPEC --pdf FILE.pdf`。运营者可用 `make fonts` 安装字体，或用 IOU_FONTS 指明字体目录。

## 银行与钱包的账单

err-statement-unknown = 此文件不是这里能读的账单。
rec-statement-unknown = 请从银行或钱包重新导出账单，不要用其他程序打开或另存。可读：支付宝（CSV）、微信（CSV、XLSX）、招商银行借记卡（CSV）、CAMT.053（XML）、MT940。
err-statement-column = 账单（{ $source }）中“{ $column }”一栏出现了两次。
rec-statement-column = 请重新导出账单，保持原样。此文件未被采用。
err-statement-place = 账单（{ $source }）第 { $place } 处无法读取：{ $column } 为“{ $value }”。
rec-statement-place = 请重新导出账单，保持原样。此文件未被采用：残缺的账单会配错款项。
err-statement-cut = 账单（{ $source }）不完整，在中途结束。
rec-statement-cut = 请重新复制或导出完整的文件。此文件未被采用。
err-statement-incomplete = 账单（{ $source }）载明 { $said }，实为 { $found }：有记录缺失、被改动或重复。
rec-statement-incomplete = 请重新导出账单，保持原样。此文件未被采用。
err-statement-too-large = 文件超出任何账单应有的大小：{ $what }，最多读取 { $most }。
rec-statement-too-large = 请导出较短的时间段。
err-statement-xml = 文件不是 XML，或是这里不读的 XML：{ $reason }
rec-statement-xml = 请重新导出账单。带有 DTD 或自定义实体的 XML 一律不读。
err-statement-workbook = 无法读取工作簿：{ $reason }
rec-statement-workbook = 请重新导出账单，存为不加密的 XLSX 或 CSV。
help-import = 在银行或钱包的账单中找出自己借条的款项：借款人据此报告还款，出借人看到账单支持哪些报告
help-import-examples =
    {"  "}iou --account zhangsan import alipay_record.csv --dry-run
    {"  "}iou --account zhangsan import alipay_record.csv
    {"  "}IOU_IMPORT_CONFIRMS=code iou --account lisi import statement.xml
help-import--file = 导出的账单原件：支付宝 CSV、微信 CSV 或 XLSX、招商银行 CSV、CAMT.053、MT940。文件不离开本机
help-import--dry-run = 只显示找到的内容，不做任何操作
help-evidence--receipts = 附上 `iou import` 为本笔借款记录在案的账单行（连同盐值）
label-row = 行
label-direction = 收支
label-counterparty = 对方
label-good-for = 可用于
label-fits-by = 依据
label-doubt = 疑点
import-label-memo = 附言
direction-in = 收入
direction-out = 支出
statement-source-alipay = 支付宝
statement-source-wechat = 微信支付
statement-source-cmb = 招商银行
statement-source-camt053 = 银行 CAMT.053
statement-source-mt940 = 银行 MT940
statement-strength-alipay = 证明力：支付宝载明此文件仅供个人对账，且任何人都能改动。该笔付款盖章的电子回单更有力，请一并附上。
statement-strength-wechat = 证明力：微信提供此文件供个人对账，且任何人都能改动。盖章的转账凭证更有力，请一并附上。
statement-strength-cmb = 证明力：这是银行未盖章的表格，任何人都能改动。银行盖章的电子回单更有力，请一并附上。
statement-strength-camt053 = 证明力：这是银行未盖章的数据，任何人都能改动。银行盖章的回单更有力，请一并附上。
statement-strength-mt940 = 证明力：这是银行未盖章的数据，任何人都能改动。银行盖章的回单更有力，请一并附上。
skipped-neutral = 不计收支
skipped-refund = 退款
skipped-closed = 已关闭、失败或取消
skipped-pending = 尚未完成
skipped-unknown-state = 状态未知
skipped-batch = 一条记录含多笔付款，未列明各笔金额
skipped-nothing = 金额为零
skipped-shifted = 列数多于表头，无法确定各列内容
import-read = { $source }：{ $rows } 笔收支
import-skipped = 未计入：
import-used = { $record ->
    [yes] 第 { $row } 行已用于第 { $loan } 号借条并记录在案，不再使用。
   *[no] 第 { $row } 行此前已为第 { $loan } 号借条签署，未查到记录，仍可能生效。
}
import-unreadable = 已跳过。已记录在案的款项仍会向您询问，没有删除任何文件。
import-matches = 找到：
import-none = 没有找到确定属于您的借条的款项。
import-doubtful = 有疑点，未经您同意不做任何操作：
import-seat-held = 第 { $row } 行暂缓：第 { $loan } 号借条中您这一方暂停决定，因为有人提出接管，或者三十天内刚更换账户。`iou seat show { $loan }` 显示到哪一天为止，此后请再次导入该账单。
import-rule-off = 账单不会确认任何还款：import_confirms 为 off。请自行输入命令，或在 iou.toml 中开启：import_confirms = "code"（凭借条的附言码）或 "name"（也凭借款人的完整姓名）。
import-doubt-heading = 这一笔不明确：
import-doubt-question = 是这一笔吗？[y/N]
import-doubt-several = 可对应多项
import-doubt-twice = 另有一行同样符合
import-doubt-returned = 款项曾退回
import-doubt-recorded = 已有类似的一笔记录在案
import-doubt-foreign-code = 附言码不属于本机已知的任何借条
import-doubt-codes = 附有多笔借条的附言码
import-doubt-other-amount = 附有该借条的附言码，但金额或日期不符
import-doubt-parts = 与其他几行合计才等于应付金额
fits-by-memo-code = 附言码
fits-by-name = 姓名
fits-by-weak-name = 部分遮盖的姓名或昵称
check-statement-row = 账单行
evidence-statement-row-stated = 第 { $event } 号事件的凭证：摘要记录在案的账单行（{ $source }）：{ $day }，{ $direction }，{ $sum }，{ $counterparty }；附言：{ $memo }；单号：{ $id }。{ $agrees ->
    [yes] 金额与日期同该事件一致。
   *[no] 借条、金额或日期与该事件不一致。
}此行为持有人自己的抄录。{ $strength }
