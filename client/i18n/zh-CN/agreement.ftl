# 借条的文本（范本第1版）。既用来写，也用来读：evidence::agreement 按同一份范本生成文本，又从文本逐字读回条款。
# 每条一行，只用 { $名称 }。已经用于签署的版本不再修改；要改文字，另立新版。
# The text of the agreement, form 1: used both to write it and to read it back. One line each. A form that was used for
# signing is never changed; new words are a new form.

title = 借条
reference = 编号：{ $reference }
digest = 条款摘要（SHA-256）：{ $digest }

head-parties = 一、当事人
lender = 出借人（甲方）账户：{ $account }
borrower = 借款人（乙方）账户：{ $account }
co-borrower-none = 本借条没有共同借款人。
co-borrower = 共同借款人{ $number }账户：{ $account }。
co-borrower-joint = 借款人与各共同借款人同为乙方，每一人对全部债务承担连带责任；款项由借款人收取；任何一人均可代表乙方还款、承认债务、提出争议和提议变更，对其中一人发生诉讼时效中断效力的事由对全体发生效力（民法典第518条、第519条、诉讼时效规定第15条）。变更须每一人签署。
person-name = 姓名：{ $value }
person-name-withheld = 姓名：（未披露）
person-id-number = 证件号码：{ $value }
person-id-number-withheld = 证件号码：（未披露）
person-phone = 联系电话：{ $value }
person-phone-withheld = 联系电话：（未披露）
guarantor-none = 本借条没有保证人。
guarantor-joint = 保证人{ $number }账户：{ $account }。保证方式：连带责任保证。
guarantor-general = 保证人{ $number }账户：{ $account }。保证方式：一般保证。
guarantee-months = 保证期间：最后一期到期日之后{ $months }个月。
guarantee-silent = 保证期间：没有约定，依法为最后一期到期日之后六个月（民法典第692条）。
guarantor-bound = 保证人以其账户签署后方受约束，只对其签署的内容承担保证责任。
arbiter = 双方指定仲裁人账户：{ $account }。发生争议时，仲裁人可以认定已还款项和实现债权的费用，并记入账目。此处的仲裁人是双方信任的个人，不是《中华人民共和国仲裁法》所称的仲裁机构；任何一方仍可依法起诉。
arbiter-none = 双方没有指定仲裁人。
personal = 各方的姓名、证件号码、联系电话和借款用途不写入条款，而以加盐的承诺值绑定，总承诺值为{ $root }。出示某一项的原值和盐值，即可核对该项；不出示的，不影响其他各项。
personal-none = 条款没有绑定任何个人信息。

head-loan = 二、借款
pay-outside = 款项在链外以{ $currency }支付，金额精确到小数点后{ $decimals }位；交付和还款由一方登记、另一方确认。
pay-token = 款项以账户{ $contract }处代币合约的代币，经本合约支付，金额精确到小数点后{ $decimals }位。
pay-native = 款项以本链的原生币经本合约支付，金额以其最小单位计。
principal = 甲方借给乙方本金{ $amount }。
principal-capitals = 甲方借给乙方本金{ $amount }（大写：{ $capitals }）。
received = 本金以乙方实际收到的金额为准；利息预先在本金中扣除的，按实际收到的金额返还本金并计算利息（民法典第670条、民间借贷规定第26条）。
least-delivery = 最低交付金额：{ $amount }，低于该金额的，不能依本借条交付。
least-whole = 本金须全额交付，不足全额的，不能依本借条交付。
least-acknowledged = 交付金额少于本金的，以乙方写明金额并确认收到的数额成立借款。
purpose = 借款用途：{ $value }
purpose-withheld = 借款用途：（未披露）
sign-by = 签署期限：{ $moment }。
deliver-by = 交付期限：{ $moment }。借款自乙方收到款项时成立（民法典第679条、民间借贷规定第9条）；逾期没有签署或者没有交付的，本借条失效。
zone = 本借条的日期按{ $offset }时区计算，到期日至该日二十四时止（民法典第203条第二款）。到期日是法定休假日的，不顺延至次日：双方依民法典第204条作此约定，不适用第203条第一款。

head-interest = 三、利息
rate = 借期内年利率：{ $rate }，单利。利息不再计息；双方另行约定把利息计入本金的，依民间借贷规定第27条。
rate-none = 本借款不计利息（民法典第680条）。
days-act-365 = 计息天数：实际天数，一年按365天。
days-act-360 = 计息天数：实际天数，一年按360天。
days-30-360 = 计息天数：30E/360，即两个日期的年差乘以360、月差乘以30、再加日差，各月的31日按30日计；一年按360天。
ends-one = 交付当日（约定起始日在后的，为起始日当日）不计息，还款当日计息（民法典第201条）。
ends-both = 交付当日（约定起始日在后的，为起始日当日）和还款当日都计息。
rounding-floor = 利息不足最小货币单位的，舍去。
rounding-half-even = 利息取到最近的最小货币单位，恰为一半的取偶数。
rounding-half-up = 利息四舍五入到最小货币单位。
overdue-rate = 逾期年利率：{ $rate }。
overdue-rate-silent = 没有约定逾期年利率：有借期内利率的，按该利率；没有的，适用中国法时按到期日的一年期贷款市场报价利率，否则不计（民法典第676条、民间借贷规定第28条）。
late-fee = 违约金：任何一期在到期日终了时没有付清的，加付{ $amount }，每期一次。
late-fee-none = 没有约定违约金。
cap-prc = 利率上限：款项交付之日（中国日期）一年期贷款市场报价利率的四倍，按实际天数、一年365天衡量（约定30E/360的，按30E/360衡量）。借期内利率、逾期利率按约定的计息天数和舍入方式实际计得的利息，以及逾期利息、违约金与其他费用之和，均不得超过；超过的部分不计（民间借贷规定第25条、第28条、第29条）。
cap-agreed = 利率上限：年利率{ $rate }，按实际天数、一年365天衡量（约定30E/360的，按30E/360衡量）。借期内利率、逾期利率按约定的计息天数和舍入方式实际计得的利息，以及逾期利息、违约金与其他费用之和，均不得超过；超过的部分不计。
cap-none = 双方没有约定利率上限。
law-prc = 本借条适用中华人民共和国法律。
law-open = 合约对本借条不执行中国法关于利率上限的规定；适用何种法律，依法确定。

head-repayment = 四、还款
start = 约定起始日（计划交付日）：{ $day }，各期自该日起算；款项提前交付的，该日之前也不计息。
method-bullet = 还款方式：到期一次还本付息。
method-interest-only = 还款方式：先息后本，每期付息，最后一期还本。
method-equal-instalments = 还款方式：等额本息。
method-equal-principal = 还款方式：等额本金。
method-custom = 还款方式：各期到期日和本金由双方商定，利息按未还本金计算。
every-months = 每{ $count }个月一期，共{ $periods }期。
every-days = 每{ $count }天一期，共{ $periods }期。
every-by-hand = 各期间隔以下列为准，共{ $periods }期。
balloon = 留到最后一期的本金（尾款）：{ $amount }。
balloon-none = 没有尾款。
schedule = 还款计划如下，共{ $count }期，金额单位：{ $unit }。
row = 第{ $number }期　{ $day }到期　本金{ $principal }　利息{ $interest }　合计{ $total }
sum = 总计　本金{ $principal }　利息{ $interest }　合计{ $total }
follows = 实际交付的日期或者金额与计划不同的，还款计划按同样的方法重算，本金不因此增加。
early = 乙方可以提前还款，利息按实际借款的天数计算（民法典第677条、民间借贷规定第30条）。
early-none = 未经甲方同意，乙方不得提前还款。
grace = 到期日之后{ $days }天为宽限期，期满仍没有付清的，可以记录违约。宽限期不减免逾期利息和违约金。
acceleration = 加速到期：违约已经记录且没有未决争议的，甲方可以通知乙方并将通知登记在案；自登记之日起第{ $days }日，剩余本金连同截至该日的利息全部到期，此后各期的利息不再计收。乙方其后付清逾期款项的，消除违约记录，但不撤销加速到期；撤销须签署变更（民法典第509条，另参见第634条、第673条）。
acceleration-none = 没有约定违约后的加速到期。
order = 还款依次抵充：实现债权的费用、逾期利息和违约金、利息、本金；先到期的先抵充（民法典第561条）。

head-changes = 五、变更和转让
change = 展期和其他变更，由甲方、借款人和每一位共同借款人在约定期限内签署变更内容的摘要后生效（民法典第543条、第678条）。没有签署变更的保证人，不因变更而加重责任（民法典第695条）。
assignment = 甲方可以把债权全部或者部分转让；受让人签署后生效，合约就此发出的事件即为对乙方的通知（民法典第545条、第546条）。

head-evidence = 六、签署和证据
signature = 各方以自己账户的私钥签署上述条款摘要。各方确认：私钥由本人专有、由本人控制；以该私钥作出的签署为本人的电子签名（电子签名法第13条、第14条）。
evidence = 各方约定：本借条的订立、交付、还款、通知、催告、变更、转让、争议和违约，以本合约在本链最终确定的区块中的记录，以及由该记录导出、无须联网即可核验的证据文件（.iou），作为保存、传输和提取电子数据的方式。此即《最高人民法院关于民事诉讼证据的若干规定》第九十四条第一款第五项所称当事人约定的方式；有足以反驳的相反证据的除外。
review = 对区块链记录真实性的审查，依《人民法院在线诉讼规则》第十六条至第十九条。

head-text = 七、文本
canonical = 本文由条款的规范字节按范本第1版生成，各种语言的文本含义相同；如有出入，以上述摘要所对应的条款字节为准。范本的SHA-256：{ $wording }
statutes = 文中所引：民法典，即《中华人民共和国民法典》；民间借贷规定，即《最高人民法院关于审理民间借贷案件适用法律若干问题的规定》（2020年12月29日修正）；诉讼时效规定，即《最高人民法院关于审理民事案件适用诉讼时效制度若干问题的规定》（2020年12月29日修正）；电子签名法，即《中华人民共和国电子签名法》。

# 金额和货币
currency-cny = 人民币（CNY）
money-cny = 人民币{ $number }元
money-currency = { $number } { $currency }
money-token = { $number }个代币
money-native = { $number }个原生币最小单位
unit-cny = 人民币元
unit-currency = { $currency }
unit-token = 代币
unit-native = 原生币最小单位
