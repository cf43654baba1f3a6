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
account-phrase-warning = 请按顺序把下列单词抄在纸上。得到它们的人可以替本账户签名；密钥库一旦丢失，没有它们就无法找回；它们不会再次显示。
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
prompt-phrase = 助记词
confirm-heading = 即将签名并提交：
confirm-question = 确认签名并提交？[y/N]

## 错误中引用的说明

why-hash = 交易哈希由 0x 和 64 位十六进制数字组成。
why-duration = 时长写作 30d、12h、90m 或 "1d 6h"，且必须大于零；月和年长度不固定，不能使用。
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
err-permissions-too-open = 其他用户可以读取含有秘密的 { $path }（权限 { $mode }）。
rec-permissions-too-open = 请运行：chmod 600 { $path }
err-phrase = 助记词不可用：{ $reason }
rec-phrase = 请提供 12 或 24 个英文单词、形如 //Alice 的派生路径，或 0x 加 64 位十六进制数字。
err-password-required = 需要“{ $name }”的密码，但没有可供询问的终端。
rec-password-required = 请使用 --password-file 文件，或设置 IOU_PASSWORD_FILE。
err-no-account = 没有选择账户。
rec-no-account = 请使用 --account 名称，或在 iou.toml 中设置 account。`iou account list` 列出全部账户。
err-dev-key-refused = { $address } 是公开的开发密钥，而 { $chain } 不是开发链。
rec-dev-key-refused = 请使用自己的账户：`iou account new 名称`。任何人都能用这个密钥签名。

err-private-not-found = 本机没有 { $address } 关于摘要为 { $digest } 的借条的私密数据。
rec-private-not-found = 请在填写表单的机器上操作，或复制那里的 private 目录。
err-private-unreadable = 无法读取 { $path } 中的私密数据：{ $reason }
rec-private-unreadable = 请从备份恢复该文件。只有写入它的账户才能打开它。

err-url-invalid = “{ $url }”不是节点地址：{ $reason }
rec-url-invalid = 请提供形如 ws://127.0.0.1:9944 的地址。
err-node-unreachable = 无法连接节点 { $url }：{ $reason }
rec-node-unreachable = 请启动节点或更正地址（--url，或 iou.toml 中的 url）。没有提交任何内容。
err-node-silent = 节点 { $url } 在 { $seconds } 秒内没有回应 { $method }。
rec-node-silent = 请查看节点日志，或用 --url 换一个节点。该请求没有提交任何内容。
err-node-lost = 与 { $url } 的连接已断开：{ $reason }
rec-node-lost = 请确认节点仍在运行，然后重试。
err-node = 节点 { $url } 返回错误：{ $reason }
rec-node = 若持续出现，请查看节点日志。
err-chain-mismatch = { $url } 运行的不是预期的链：其首块为 { $found }，而不是 { $expected }。
rec-chain-mismatch = 没有提交任何内容。请更正配置档中的 url 或 genesis；如果链已从头重建，请重新部署。
err-chain-unsuitable = 链 { $chain } 不可用：{ $reason }
rec-chain-unsuitable = 请使用带有 pallet-contracts 的链，并使用与链版本相称的客户端。
err-not-dev-chain = { $chain } 不是开发链，不能移动它的时钟。
rec-not-dev-chain = 请用 --dev 启动节点。

err-dry-run-failed = 试运行失败：{ $reason }
rec-dry-run-failed = 没有提交任何内容。请检查账户余额和参数。
err-transaction-rejected = 节点没有接受交易 { $hash }：{ $reason }
rec-transaction-rejected = 交易没有提交。请确认账户能够支付手续费，然后重试。
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

err-not-found = 不存在：{ $what } { $name }。
rec-not-found = 请核对编号或哈希，并用 `iou config show` 确认所用的链和合约。
err-io = { $path }：{ $reason }
rec-io = 请检查文件或目录是否存在、是否有权使用，以及磁盘是否已满。

err-contract = 合约拒绝：{ $error }
rec-contract = 没有提交任何内容。当前客户端不认识这个原因，请尝试更新客户端。

## 帮助：框架

help-usage = 用法：
help-commands = 命令
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
help--wait = 跟踪交易到哪一步：节点接受、进入区块、最终确认
help--timeout = 等待节点的最长秒数；超过后已提交交易的结果视为未知（退出码 3）
help--verbose = 把日志写到标准错误；重复两三次更详细
help--quiet = 标准错误上只写错误和警告
help--color = 何时使用颜色
help--help = 显示帮助
help-iou--version = 显示版本

## 帮助：命令

help-iou = 由合约保管的借条：起草、签名、还款，并随时能证明其现状。
help-iou-examples =
    {"  "}iou account new li                新建账户
    {"  "}iou config show                   查看所用的链和合约及其来源
    {"  "}iou --suri //Alice dev time       在开发链上使用公开密钥
    退出码：0 完成，1 被拒绝或不存在，2 用法或环境问题，3 已提交但结果未知。

help-account = 新建、导入、导出和列出账户（polkadot-js 密钥库，由密码保护）
help-account-new = 新建账户；助记词只显示一次
help-account-new-examples =
    {"  "}iou account new 张三
    {"  "}iou account new li --words 24 --password-file ~/.li-password --json
help-account-new--name = 密钥库名称
help-account-new--words = 助记词的单词数
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
help-account-list = 列出账户；星号表示当前选用的账户
help-account-list-examples =
    {"  "}iou account list
help-account-show = 显示账户的地址和公钥
help-account-show-examples =
    {"  "}iou account show li
help-account-show--name = 密钥库名称；省略时为当前选用的账户

help-config = 查看设置
help-config-show = 显示每项设置及其来源：选项、环境变量、项目文件、用户文件或默认值
help-config-show-examples =
    {"  "}iou config show
    {"  "}iou --profile court config show --json
help-config-path = 显示所用的文件（优先级从高到低）以及密钥库和私密数据的目录
help-config-path-examples =
    {"  "}iou config path

help-tx = 查询已提交交易的结果；不带哈希时列出本机提交过的交易
help-tx-examples =
    {"  "}iou tx
    {"  "}iou tx 0x4f1c…  退出码 0：已最终完成，1：失败或过期，3：尚无结果
help-tx--hash = 提交时显示的交易哈希

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
err-contract-not-a-party = 签名账户既不是这张借条的出借人，也不是借款人。
rec-contract-not-a-party = 请用 --account 选择当事人的账户；`iou show 编号` 显示双方账户。
err-contract-wrong-party = 这一步应由对方完成。
rec-contract-wrong-party = 请对方操作；若是选错了账户，请用 --account 更换。
err-contract-digest-mismatch = 摘要与所发起的条款不符。
rec-contract-digest-mismatch = 签署前请用 `iou show 编号` 查看条款，并与双方的约定核对。
err-contract-already-proposed = 完全相同的条款已经发起过。
rec-contract-already-proposed = `iou list` 可以查到那张借条。如要另立一张，请再次运行 `iou new`，它会生成新的随机标识。
err-contract-rate-above-cap = 年利率超过上限：一年期 LPR 的四倍（民间借贷规定第25条），或条款中约定的上限。
rec-contract-rate-above-cap = 请降低利率后用 `iou new` 重新发起。以办理这一步当天适用的 LPR 为准。
err-contract-overdue-rate-above-cap = 逾期利率超过上限：一年期 LPR 的四倍（民间借贷规定第28条、第29条），或条款中约定的上限。
rec-contract-overdue-rate-above-cap = 请降低逾期利率或不作约定，再用 `iou new` 重新发起。
err-contract-no-reference-rate = 没有适用于那一天的一年期 LPR；首次公布为 2019-08-20（民间借贷规定第25条）。
rec-contract-no-reference-rate = 请核对日期。如款项在此之前交付，请在表单中写 law = "none" 并用 rate_cap 约定固定的上限。
err-contract-delivery-too-large = 交付金额超过约定本金；本金以实际收到的金额为准，不超过约定数额（民法典第670条，民间借贷规定第26条）。
rec-contract-delivery-too-large = 交付金额（--amount）不得超过约定本金。超出部分请用 `iou new` 另立借条。
err-contract-delivery-day = 交付日期在将来，或早于发起日且早于约定的起始日，或不早于首期到期日。
rec-contract-delivery-day = 请用 --on 日期 写明实际交付的日期。以链上代币交付时只能是当天。
err-contract-no-delivery = 出借人还没有登记交付，无从确认。
rec-contract-no-delivery = 请出借人先登记：`iou deliver 编号`。
err-contract-delivery-mismatch = 金额与出借人登记的交付金额不同。
rec-contract-delivery-mismatch = `iou show 编号` 显示登记的金额。如与实际不符，请勿确认，由出借人用 `iou deliver 编号` 重新登记。
err-contract-delivery-reported = 出借人已登记交付，借条不能失效。
rec-contract-delivery-reported = 请借款人用 `iou received 编号` 确认收款，这一步没有期限。
err-contract-value-mismatch = 随调用转入的金额与所写的金额不同。
rec-contract-value-mismatch = `iou deliver 编号` 会转入正确的金额。自行编写的程序：链上代币须转入全额，链外交付不得转入。
err-contract-wrong-settlement = 这一步与约定的结算方式不符。
rec-contract-wrong-settlement = 链上代币用 `iou repay 编号 金额`；链外付款用 `iou report 编号 金额 --receipt 文件`。`iou show 编号` 显示约定的方式。
err-contract-repayment-too-large = 还款金额超过全部欠款。
rec-contract-repayment-too-large = `iou show 编号` 显示今天还清所需的金额，还款不得超过它。
err-contract-early-repayment-excluded = 条款约定不得提前还款（民法典第677条，民间借贷规定第30条）。
rec-contract-early-repayment-excluded = 现在只能偿还已到期的部分，其余到期再还；`iou show 编号` 显示金额和日期。
err-contract-payment-day = 还款日期在将来，或早于交付日。
rec-contract-payment-day = 请用 --on 日期 写明实际付款的日期。
err-contract-too-many-reports = 已有 32 笔登记的还款等待出借人确认。
rec-contract-too-many-reports = 请出借人用 `iou confirm 编号` 从最早的一笔开始确认，然后再登记。
err-contract-no-such-report = 没有这个编号的待确认还款。
rec-contract-no-such-report = `iou show 编号` 列出待确认的还款；已确认的不再列出。
err-contract-earlier-report-open = 有一笔日期更早的还款已登记而未确认。
rec-contract-earlier-report-open = 还款按付款日期的先后入账：请出借人先用 `iou confirm 编号` 确认较早的一笔。
err-contract-not-in-default = 没有逾期且超过宽限期的分期。
rec-contract-not-in-default = `iou show 编号` 显示哪一天之后可以记录违约。
err-contract-nothing-to-announce = 没有尚未通知的到期款项。
rec-contract-nothing-to-announce = 无需处理。每期从到期日前七天起可以通知；`iou show 编号` 显示到期日。
err-contract-bad-batch = 借条列表为空，或超过 100 张。
rec-contract-bad-batch = 请填写 1 至 100 张借条：`iou due 编号…`。
err-contract-nothing-to-withdraw = 合约中没有属于该账户的款项。
rec-contract-nothing-to-withdraw = 合约只为出借人保管以链上代币偿还的款项。请用 --account 选择出借人的账户。
err-contract-transfer-failed = 链拒绝转账。
rec-contract-transfer-failed = 请确认收款账户存在：低于链上最低余额的款项不能开立新账户。

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
event-loan-signed = 双方已签署
event-loan-cancelled = 已撤销
event-loan-expired = 已失效
event-delivery-reported = 已登记交付
event-loan-delivered = 借款已交付
event-repayment-reported = 已登记还款
event-loan-repaid = 还款已入账
event-repayment-due = 还款到期
event-loan-defaulted = 已记录违约
event-default-cured = 违约已补救
event-loan-settled = 已结清
event-withdrawn = 款项已提取

## Loans: labels

label-account = 签署账户
label-amount = 金额
label-borrower = 借款人
label-code-hash = 代码哈希
label-contract = 合约
label-day = 日期
label-deliver-by = 最迟交付
label-delivery = 已报告交付
label-deposit = 存储押金
label-digest = 条款摘要
label-due = 到期日
label-evidence = 证据
label-fee = 手续费
label-grace = 宽限期
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
label-rate = 年利率
label-report = 待确认还款
label-role = 身份
label-sign-by = 最迟签署
label-total = 合计
label-value-sent = 随附款项
status-submitted = 已提交
status-in-block = 已入块
value-days = { $days } 天
value-delivery = { $day } 交付 { $amount }
value-next-due = { $day } 前应付 { $amount }
value-report = 第 { $number } 号：{ $day } 支付 { $amount }
line-event = 借条 { $loan } #{ $sequence } { $event }
line-owed = 尚欠 { $amount }
line-unknown = 本程序不认识的事件
list-none = 还没有借条。用 `iou new FORM.toml` 发起一张。
withdrawn = { $amount } 已转入账户。

## Loans: what is about to be signed

action-deploy = 部署新的账本合约
action-new = 发起并签署以下条款
action-sign = 签署对方发起的条款
action-cancel = 撤回或拒绝该提议
action-expire = 记录期限已过
action-deliver = 交付借款
action-received = 确认已收到借款
action-repay = 以链上代币还款
action-report = 报告一笔还款
action-confirm = 确认一笔已报告的还款
action-due = 公告到期款项
action-default = 记录违约
action-withdraw = 提取合约代管的款项

## Loans: why a field or an argument cannot be used

why-amount-malformed = 只能写数字和至多一个小数点（不要分隔符和正负号）。
why-amount-decimals = 小数位太多，该币种只有 { $decimals } 位小数。
why-amount-too-large = 超过上限（10^26 个最小单位）。
why-amount-zero = 不能为零。
why-currency = 币种是三个大写字母（ISO 4217），如 CNY。
why-currency-unknown = 不知道该币种的小数位数。请改正，或加上 decimals = 2（以实际为准）。
why-day = 日期写作 2026-12-31，且必须存在。
why-day-count = 只能是 act/365、act/360 或 30/360。
why-empty = 不能为空。
why-flag = 只能是 true 或 false，不加引号。
why-id-number = 不是有效的证件号；18 位身份证号的校验码必须正确。
why-law = 只能是 prc 或 none。
why-method = 只能是 bullet（到期一次还本付息）或 interest-only（按期付息、到期还本）。
why-missing = 缺少该项。
why-number = 应为范围内的整数，不加引号。
why-offset = 时区偏移写作 +08:00。
why-period = 期间写作 90d、3m 或 1y。
why-phone = 不是有效的电话号码。
why-quotes = 应为带引号的文字。
why-rate = 年利率写作百分数，至多四位小数，如 "6%"。
why-rate-cap = 自定上限 rate_cap 只能与 law = "none" 同用；适用 prc 时上限由法律规定。
why-rounding = 只能是 floor 或 half-even。
why-section = 缺少该部分：需要 [lender] 和 [borrower]，各有 account 与 name。
why-settlement = 只能是 off-chain 或 native。
why-start-past = 不能早于今天。
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
help-new--form = TOML 表单；examples/jietiao.toml 说明了每一项
help-new--evidence = 把该文件的 SHA-256 记录在案；文件本身留在本机

help-sign = 签署对方发起的条款
help-sign-examples =
    {"  "}iou --account lisi sign 0
help-sign--loan = 借条编号
help-sign--evidence = 把该文件的 SHA-256 记录在案

help-cancel = 撤回自己的提议，或拒绝对方的提议
help-cancel-examples =
    {"  "}iou --account lisi cancel 0
help-cancel--loan = 借条编号
help-cancel--evidence = 把该文件的 SHA-256 记录在案

help-expire = 记录逾期未签署或未交付（任何人可操作）
help-expire-examples =
    {"  "}iou --account lisi expire 0
help-expire--loan = 借条编号

help-deliver = 交付借款：链上直接转出（native），或记录线下已交付（off-chain）
help-deliver-examples =
    {"  "}iou --account lisi deliver 0 --receipt transfer.pdf
    {"  "}iou --account lisi deliver 0 --amount 9500.00 --on 2026-11-23
help-deliver--loan = 借条编号
help-deliver--amount = 实际交付金额；省略则为约定本金
help-deliver--on = 到账日期；省略则为今天
help-deliver--receipt = 把该凭证的 SHA-256 记录在案

help-received = 借款人确认款项已到账：借款自此成立
help-received-examples =
    {"  "}iou --account zhangsan received 0
help-received--loan = 借条编号
help-received--amount = 收到的金额；省略则为对方报告的金额
help-received--evidence = 把该文件的 SHA-256 记录在案

help-repay = 以链上代币还款
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

help-withdraw = 提取合约为本账户代管的还款
help-withdraw-examples =
    {"  "}iou --account lisi withdraw

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

help-watch = 跟踪合约事件（区块最终确定后才显示）
help-watch-examples =
    {"  "}iou watch
    {"  "}iou watch --json --from 1200 >> events.jsonl
    {"  "}iou watch --from 0 --no-follow --loan 3
help-watch--from = 起始区块；省略则从下一个区块开始
help-watch--loan = 只显示该借条的事件
help-watch--no-follow = 到最新的最终区块即停止
