# 页面上的文字。金额由程序加上标记；**两边的星号** 表示加重。

# 页面的框架
page-brand = 借条
page-skip = 跳到正文
page-other-language = English
page-nav = 主要页面
page-nav-home = 首页
page-nav-new = 写借条
page-nav-book = 账本
page-nav-verify = 核验
page-foot = 记录由多家机构共同保管，任何一家都改不了，也动不了您的钱。
page-today = 今天
page-yes = 可以
page-no = 不可以
page-you = 您
page-they = 对方
page-copy = 复制这段话
page-table = 还款计划
page-whole-text = 看借条全文
page-back-to-loan = 回到借条
page-then = 然后
page-proof = 证明：每一步的编号和签名

# 谁：句中的称呼
page-who-you = 您
page-who-lender = 出借人
page-who-borrower = 借款人
page-who-other = 另一方
page-who-seller = 转让债权的原债权人

# 标题
page-title-home = 首页
page-title-new = 写一张借条
page-title-preview = 读全文
page-title-draft = 一张等您看的借条
page-title-loan = 借条
page-title-text = 借条全文
page-title-step = 签署一步
page-title-book = 我的账本
page-title-verify = 核验证据文件
page-title-login = 登录
page-title-error = 出了问题

# 日期和时间
page-month-1 = 1月
page-month-2 = 2月
page-month-3 = 3月
page-month-4 = 4月
page-month-5 = 5月
page-month-6 = 6月
page-month-7 = 7月
page-month-8 = 8月
page-month-9 = 9月
page-month-10 = 10月
page-month-11 = 11月
page-month-12 = 12月
page-month-short-1 = 1月
page-month-short-2 = 2月
page-month-short-3 = 3月
page-month-short-4 = 4月
page-month-short-5 = 5月
page-month-short-6 = 6月
page-month-short-7 = 7月
page-month-short-8 = 8月
page-month-short-9 = 9月
page-month-short-10 = 10月
page-month-short-11 = 11月
page-month-short-12 = 12月
page-weekday-0 = 星期一
page-weekday-1 = 星期二
page-weekday-2 = 星期三
page-weekday-3 = 星期四
page-weekday-4 = 星期五
page-weekday-5 = 星期六
page-weekday-6 = 星期日
page-weekday-short-0 = 一
page-weekday-short-1 = 二
page-weekday-short-2 = 三
page-weekday-short-3 = 四
page-weekday-short-4 = 五
page-weekday-short-5 = 六
page-weekday-short-6 = 日
page-day = { $year }年{ $month }{ $day }日
page-day-near = { $month }{ $day }日
page-year-month = { $year }年{ $month }
page-moment = { $day } { $time }
page-days = { $days ->
   *[other] { $days } 天
}

# 首页
page-home-heading = 借钱，先写清楚
page-home-lead = 写一张双方都签名的借条，谁也改不了。不用装软件，不用注册，也不收费。
page-home-new = 写一张借条
page-home-verify = 核验一份证据文件
page-home-login = 看我的借条
page-home-how = 怎么做
page-home-step-1 = 写好条件，读全文
page-home-step-1-why = 金额、利率、哪天还。系统马上算出真实年利率，并按法律检查。
page-home-step-2 = 把链接发给对方
page-home-step-2-why = 借款人先签，出借人后签，两边都用自己的手机。
page-home-step-3 = 交钱，确认收到
page-home-step-3-why = 钱到了借款才成立。以后每一笔还款，都由收钱的人签名确认。
page-home-know = 可以放心的事
page-home-know-1 = 姓名和证件号在您的手机上加密，服务器看不到。
page-home-know-2 = 每一步都有双方的签名和时间，可以存成一个文件，在法庭上也能核验。
page-home-know-3 = 利率超过法律上限的部分，一分也不会算。
page-home-hello = 您好
page-home-today = { $day }，{ $weekday }
page-home-todo = 请您处理
page-home-due = 快到期的钱
page-home-all = 全部借条
page-home-none = 还没有借条。
page-soon-in = 30 天内要收
page-soon-out = 30 天内要还
page-todo-confirm = 借条 { $loan }：对方说还了您 { $amount }，请答复
page-todo-received = 借条 { $loan }：对方说交给了您 { $amount }，请答复
page-todo-theirs = 借条 { $loan }：您登记的 { $amount }，{ $whom }还没有答复
page-todo-deliver = 借条 { $loan }：把 { $amount } 交给借款人
page-todo-days = { $days ->
   *[other] 已经等了 { $days } 天
}
page-todo-today = 今天登记的
page-due-in = { $day }　收 { $amount }（借条 { $loan }）
page-due-out = { $day }　还 { $amount }（借条 { $loan }）
page-due-left = { $days ->
   *[other] 还有 { $days } 天 · 第 { $number } 期，共 { $count } 期
}
page-due-today = 今天到期 · 第 { $number } 期，共 { $count } 期
page-due-late = { $days ->
   *[other] 晚了 { $days } 天 · 第 { $number } 期，共 { $count } 期
}
page-list-title = { $viewer ->
    [lender] 借条 { $loan } · 您借出的
    [borrower] 借条 { $loan } · 您借的
   *[other] 借条 { $loan }
}
page-list-owed = 未还本金 { $amount }
page-list-principal = 本金 { $amount }
page-list-late = { $days ->
   *[other] 逾期 { $days } 天
}

# 写借条
page-new-intro = 第 1 步，共 3 步：填写 → 读全文 → 签署。现在什么都没有发出。
page-new-who = 谁向谁借
page-new-you = 您是
page-new-borrow = 我向对方借
page-new-lend = 我借给对方
page-new-names = 姓名和证件号在下一步由您在签名页填写，在手机上加密；这里不需要。
page-new-sum = 借多少，怎么还
page-new-more = 更多约定：宽限、违约金、签署期限
page-new-next = 下一步：读全文
page-new-wrong = 有一项要改
page-field-amount = 本金
page-field-rate = 年利率
page-field-start = 哪天交钱（不填就是今天）
page-field-term = 借多久，或哪天还清（例如 3个月、2027-06-05）
page-field-method = 还款方式
page-field-periods = 分几期
page-field-every = 多久一期
page-field-grace-days = 到期后宽限
page-field-answer-days = 对还款登记的答复期限，期满任何人可以记录未答复（可不填）
page-field-deliveries = 分几次交付（不填则一次交付）
page-field-late-fee = 违约金（每期逾期收一次，可不填）
page-field-overdue-rate = 逾期年利率（不填就和年利率一样）
page-field-sign-within = 多久之内签署（例如 3天，可不填）
page-field-early-repayment = 可以提前还吗
page-unit-yuan = 元
page-unit-percent = %
page-unit-days = 天
page-unit-instalments = 期
page-unit-deliveries = 次
page-choose-bullet = 到期一次还本付息
page-choose-equal-instalments = 等额本息：每期还一样多
page-choose-interest-only = 先息后本：每期付息，最后还本
page-choose-equal-principal = 等额本金：每期还一样多的本金
page-every-1m = 每月
page-every-3m = 每 3 个月
page-every-1w = 每周
page-every-6m = 每半年
page-understood = 您写的“{ $written }”，按 { $taken } 算。
page-cost = 算给您看
page-cost-live = 上面改任何一项，这里马上重算。
page-cost-total = 一共还
page-cost-interest = 利息总共
page-cost-rate = 真实年利率
page-cost-count = { $count ->
   *[other] { $count } 期合计
}
page-rate-how = 真实年利率怎么算
page-rate-how-why = 按每一天实际欠的钱算，而不是一直按本金算；一年按 365 天，单利。
page-scale = 真实年利率 { $rate }，法律上限 { $cap }
page-scale-own = 这张借条 { $rate }
page-scale-cap = 上限 { $cap }
page-scale-above = 再高法院不支持
page-law = 法律检查
page-law-cap = 年利率没有超过上限
page-law-cap-why = { $rate }，上限 { $cap }：一年期 LPR 的四倍。民间借贷规定第25条。以签署和交付当天公布的利率为准。
page-law-none = 没有约定利率上限
page-law-none-why = 合约对这张借条不检查上限。
page-law-whole = 没有预先扣下利息
page-law-whole-why = 实际收到多少，本金就是多少。民法典第670条
page-law-fee = 提醒：违约金高过法律上限，多出的部分收不到
page-law-fee-why = 例如晚还 30 天，逾期利息和违约金加起来最多只能算 { $most }（上限年利率 { $cap }），而违约金是 { $fee }。不影响签署。民间借贷规定第29条

# 读全文
page-preview-heading = 先读，再决定
page-preview-lead = 这就是借条的全部内容，没有藏起来的条款。按钮在最后。
page-preview-step = 第 2 步，共 3 步 · 大约读 4 分钟 · 草稿，还没有发出
page-preview-who = 谁是谁
page-preview-lender = 出借人（甲方），把钱借出
page-preview-borrower = 借款人（乙方），要还钱
page-preview-names = 姓名在签名页填写，只有拿到链接的人能打开。
page-preview-what = 您将签署什么
page-preview-not-yet = 签了不等于已经欠钱：**钱到借款人手里，借款才成立**，利息从那天以后才算。
page-preview-go = 我读完了，填姓名
page-preview-edit = 回去修改
page-open-account = （签署时填写）
page-role-lender = 出借人
page-role-borrower = 借款人
page-text-intro = 这是双方签署的文字。姓名等个人信息没有写在里面，只在双方手里。
page-text-amended = 后来双方又签署了变更：以“经过”里的变更为准。

# 事项
page-fact-you = 您
page-fact-loan = 借条
page-fact-principal-agreed = 本金
page-fact-total = 一共还
page-fact-last = 最后还清
page-fact-sign-by = 最晚签署
page-fact-scope = 签的范围
page-fact-scope-all = 上面的全部文字，一个数字也不能再改
page-fact-lender = 出借人
page-fact-borrower = 借款人
page-fact-person-you = 您（{ $account }）
page-fact-rate = 年利率
page-fact-method = 还款方式
page-fact-grace = 到期后宽限
page-fact-answer-days = 答复期限
page-fact-deliveries = 交付方式
page-fact-deliveries-count = 至多分 { $count } 次，逐次确认
page-fact-undelivered = 尚未交付
page-fact-principal = 未还本金
page-fact-interest = 利息
page-fact-late = 逾期利息和违约金
page-fact-owed = 今天一共欠
page-fact-status = 状态
page-fact-reported = 出借人登记交付
page-fact-on = 哪天
page-fact-deliver-by = 最晚交付
page-fact-next = 下一期
page-fact-next-day = 哪天到期
page-method-bullet = 到期一次还清
page-method-interest-only = 先息后本
page-method-equal-instalments = 等额本息
page-method-equal-principal = 等额本金
page-method-custom = 双方商定

# 借条页
page-loan-number = 借条 { $loan }
page-loan-title = { $viewer ->
    [lender] 您借出的钱
    [borrower] 您借的钱
   *[other] 借条 { $loan }
}
page-news = 有新的情况，点这里看
page-sums = 三个数
page-sum-signed = 签署
page-sum-proposed = 拟签
page-sum-delivered = 已交付
page-sum-repaid = 已还
page-sum-less = 少 { $amount }
page-sum-none = 还没有
page-sum-stated = 待确认
page-sum-open = { $count ->
   *[other] { $count } 笔待确认
}
page-sum-back = 已还本金
page-sum-left = 未还本金
page-sum-loans = { $count ->
   *[other] { $count } 张借条
}
page-note-whole = 签署多少，交付了多少：{ $day }，{ $borrower }收到 { $amount }。
page-note-whole-parts = 签署多少，交付了多少：{ $borrower }分 { $count } 次收到 { $amount }，最后一次在 { $day }。
page-note-less = 借条写 { $signed }，{ $lender }实际交给{ $borrower } { $delivered }，少了 { $less }。**本金和利息都按 { $bare } 算**，少的部分不算借款，不用还{ $law ->
    [prc] （民法典第670条、第679条，民间借贷规定第26条）
   *[other] {""}
}。
page-note-less-parts = 借条写 { $signed }，{ $borrower }已确认收到{ $lender }的 { $delivered }。**本金和利息都按 { $bare } 算**，其余 { $less } 须交付并及时确认，才算进本金{ $law ->
    [prc] （民法典第670条、第679条，民间借贷规定第26条）
   *[other] {""}
}。
page-note-reported-less = 登记的交付比借条写的 { $signed } 少 { $less }。确认以后，**按实际收到的算**{ $law ->
    [prc] （民法典第670条、第679条，民间借贷规定第26条）
   *[other] {""}
}。
page-note-disputed = 账目正在争议中，争议期间不能记录违约。
page-note-reversal = { $day }，{ $by }要求冲正一笔 { $amount } 的还款。{ $other }同意以前，这笔还款仍然算数。
page-note-reversal-settled = { $day }，{ $by }要求冲正一笔 { $amount } 的还款。**{ $other }一旦同意，这张借条就重新计算**；在此之前，不欠任何款项。
page-lead-proposed = 还没有签完。最晚 { $until }，过了就自动失效，谁也不欠谁。
page-lead-signed = 双方都签了，钱还没有交。{ $lender }最晚 { $until } 把钱交给{ $borrower }，不交就自动失效。**钱到手里，借款才成立。**
page-lead-lapsed = { $until } 以前没有登记交付，借条失效，谁也不欠谁。
page-lead-reported = 出借人已登记交付，等{ $borrower }确认。**确认以前，借款还没有成立。**
page-lead-next = { $count } 期里 { $paid } 期已付清。下一次是 { $day }，第 { $number } 期，{ $borrower }还 { $amount }。今天全部还清要 { $total }。
page-lead-late = { $late ->
   *[other] 第 { $number } 期（共 { $count } 期）{ $day }到期，**晚了 { $late } 天**，{ $borrower }还差 { $amount }。今天全部还清要 { $total }。
}
page-lead-waits = 账面上，第 { $number } 期（共 { $count } 期，{ $day }到期）还没有付清：登记的付款在等确认。今天全部还清，按账面要 { $total }。
page-lead-all-paid = 各期都已付清，今天还剩 { $total }。
page-lead-settled = 已经结清，谁也不欠谁。
page-lead-cancelled = 已经撤销，谁也不欠谁。
page-lead-expired = 过期没有签署或没有交付，自动失效，谁也不欠谁。
page-wait-days = { $whom ->
    [you] 您有 { $days } 天没有答复
    [lender] 出借人 { $days } 天没有答复
    [seller] 转让债权的原债权人 { $days } 天没有答复
   *[borrower] 借款人 { $days } 天没有答复
}
page-wait-today = { $whom ->
    [you] 等您答复
    [lender] 等出借人答复
    [seller] 等转让债权的原债权人答复
   *[borrower] 等借款人答复
}
page-wait-repayment = { $receipt ->
    [yes] { $by }登记 { $day }还了 { $amount }，附了回单。
   *[no] { $by }登记 { $day }还了 { $amount }，没有附回单。
}
page-wait-delivery = { $receipt ->
    [yes] { $by }登记 { $day }交付了 { $amount }，附了回单。
   *[no] { $by }登记 { $day }交付了 { $amount }，没有附回单。
}
page-wait-repayment-then = { $whom }答复以前，账面仍算没有还；这笔登记留在记录里，改不掉。
page-wait-sold-then = 转让债权的原债权人作出答复，或者受让人确认收款之前，账面仍算没有还；这笔登记留在记录里，改不掉。
page-wait-delivery-then = { $whom }答复以前，借款还没有成立；这笔登记留在记录里，改不掉。
page-wait-delivery-then-further = { $whom }答复以前，这笔不计入本金；这笔登记留在记录里，改不掉。
page-wait-yours = 收到了请确认，没收到请说没收到。一直不答复，也会留在记录里。
page-wait-received = 收到了请确认，没收到就不要签名，并告诉出借人。
page-wait-bought = 这笔还款是向转让债权给您的人登记的，请向对方核实。对方收到了，您可以确认；没有收到，只能由对方说。
page-wait-until = 答复期限到 { $day }；此后任何人都可以记录没有答复。
page-wait-over = 答复期限已于 { $day } 届满：任何人都可以记录没有答复。
page-wait-recorded = { $day }已记录：约定期限内没有答复。这不是同意，此后仍可答复。
page-do = 现在可以做
page-do-lender = 出借人
page-do-borrower = 借款人
page-act-deliver = 登记：钱已交付
page-act-deliver-small = 最晚 { $until }
page-act-deliver-more = 登记：又交付一次
page-act-deliver-more-small = 约定的金额中还有 { $rest } 没有交付
page-act-correct = 更正交付登记
page-act-correct-small = 金额或日期写错了
page-act-withdraw = 撤回交付登记
page-act-withdraw-small = 其实没有交付
page-act-received = 确认收到 { $amount }
page-act-received-small = 签名以后，借款成立
page-act-received-small-further = 签名以后，计入本金
page-act-other = 收到的不是 { $amount }
page-act-other-small = 先请出借人更正，再确认
page-act-missing = 没有收到 { $amount }
page-act-missing-small = 不用签名，借款不成立
page-act-missing-small-further = 不用签名，这笔不计入本金
page-act-report = 登记一笔还款
page-act-report-small = 今天全部还清：{ $total }
page-act-admit = 登记收到一笔还款
page-act-admit-small = 对方没有登记也可以，签名即入账
page-act-confirm = 收到了 { $amount }，确认
page-act-confirm-small = 确认以后入账，改不了
page-act-reject = 没有收到 { $amount }
page-act-reject-small = 登记被驳回，但留在记录里
page-act-dismiss = 撤销一笔还款登记
page-act-dismiss-small = 写错了可以撤销，也会留在记录里
page-act-dispute = 对账目有异议
page-act-dispute-small = 争议期间不能记录违约
page-act-cancel = 不签了，撤销
page-act-cancel-small = 撤销以后谁也不欠谁
page-act-evidence = 保存证据文件
page-act-evidence-small = 一个文件，任何人都能核验
page-slip = 转账还款
page-slip-amount = 金额
page-slip-until = 有效至（含当日）
page-slip-memo = 附言
page-slip-copy = 复制
page-slip-copied = 已复制
page-slip-late = 已晚 { $days } 天：金额已含逾期利息，并逐日增加。
page-slip-total = 今天全部还清需 { $total }。
page-slip-ask = 收款账户请向出借人询问，这里不知道。
page-slip-why = 转账时把这个码填进附言，以后导入银行对账单就能找到这张借条。它不是任何钱包的付款码。
page-act-settled = 结清证明（PDF）
page-act-settled-small = 一页纸，证明不再欠款；证据文件附在其中
page-act-certificate = 证据报告（PDF）
page-act-certificate-small = 可打印、可提交，证据文件附在其中
page-facts = 这张借条
page-plan = 还了多少，还剩多少
page-chart-title = 本金和利息随时间的变化
page-chart-description = 本金从 { $first } 减少，现在账面 { $now }，计划 { $last } 还清。数字见下表。
page-chart-principal = 未还本金　实线：已入账　虚线：计划
page-chart-interest = 每期利息　实心：已付　虚框：未付
page-col-number = 期
page-col-due = 到期日
page-col-total = 应还
page-col-principal = 本金
page-col-interest = 利息
page-col-all = 总计
page-col-days = 日期
page-col-what = 事项
page-col-amount = 金额
page-col-owed = 欠款
page-row-paid = 已付清
page-row-planned = 计划
page-row-reported = 待确认
page-row-late = 已逾期
page-row-ahead = 未到期
page-happened = 经过
page-event-proposed = { $by }签署并发起
page-event-signed-by = { $by }签署，还要等别人
page-event-signed = { $by }签署，双方都签好了
page-event-cancelled = { $by }撤销了
page-event-delivery-reported = { $by }登记 { $day }交付了 { $amount }
page-event-delivery-withdrawn = { $by }撤回了交付登记
page-event-part-delivered = { $by }又确认收到 { $amount }，本金现为 { $received }
page-event-silence-recorded = 已记录：{ $by }到 { $day }没有答复
page-event-old-debt = 各方确认此前交付 { $received }、返还 { $repaid }，借款成立
page-event-delivered = { $by }确认收到 { $amount }，借款成立
page-event-reported = { $by }登记 { $day }还了 { $amount }
page-event-repaid = 还款 { $amount } 已入账
page-event-dismissed = { $by }撤销或驳回了一笔还款登记
page-event-disputed = { $by }对账目提出异议
page-event-defaulted = 第 { $number } 期没有付清 { $amount }，记录违约
page-proof-signature = 已证明：{ $by }的电子签名
page-proof-both = 已证明：双方都签名确认
page-proof-stated = { $by }的陈述
page-proof-stated-open = { $by }的陈述，{ $other }还没有确认
page-proof-rules = 已证明：由规则和记录算出
page-proof-recorded = 已证明：在记录里
page-proof-money = 链外付款：所证明的是受其约束的一方已签名确认，而不是银行已转账。
page-proof-place = 第 { $number } 号事件，区块 { $block }
page-proof-terms = 条款摘要（SHA-256）
page-proof-lender = 出借人的账户
page-proof-borrower = 借款人的账户
page-account = 逐笔对账
page-account-open = 看每一笔怎么算出来
page-account-caption = 对账单

# 由谁操作
page-seat-of = { $seat ->
    [lender] 出借人
    [borrower] 借款人
    [guarantor] 保证人
   *[holder] 一位债权人
}
page-seat-name = { $seat ->
    [lender] 出借人的
    [borrower] 借款人的
    [guarantor] 保证人的
   *[holder] 一位债权人的
}
page-fact-succession = 密钥遗失时
page-seat-agreed = { $ways ->
    [heir] { page-seat-of }：可由 { $heir } 接管操作权限
    [verifier] { page-seat-of }：可由核验人 { $verifier } 申请，改由其本人的另一账户操作
    [verifiers] { page-seat-of }：可由核验人 { $verifier } 与 { $second } 共同申请，改由其本人的另一账户操作
    [heir-or-verifier] { page-seat-of }：可由 { $heir } 接管，或由核验人 { $verifier } 申请改由其本人的另一账户操作
   *[heir-or-verifiers] { page-seat-of }：可由 { $heir } 接管，或由核验人 { $verifier } 与 { $second } 共同申请改由其本人的另一账户操作
}；异议期 { $days } 天
page-seat-by-owner = 有人用您的密钥，把操作权限移交给账户 { $to }。
page-seat-by-heir = { page-seat-of }为密钥遗失时指定的 { $to } 申请接管。
page-seat-by-verifier = { page-seat-of }指定的核验人 { $by } 申请由账户 { $to } 接管。
page-seat-by-self = { page-seat-of }正把操作权限移交给账户 { $to }。
page-seat-mine = 有人要代替您操作这张借条
page-seat-mine-handed-over = 您正把这张借条移交给另一账户操作
page-seat-mine-until = **{ $day }（含当日）以前可以提出异议。**逾期 { $to } 就能代替您操作。
page-seat-mine-due = 异议期已过，{ $to } 随时可以接管。**在它接管以前，您仍可提出异议。**
page-seat-mine-second = 还在等另一人确认，对谁都没有约束。您现在就可以终止它，唯一一次异议的机会仍然保留。
page-seat-mine-decided = 此前有过异议，这一次已经裁决，或者有您指定的人确认：{ $to } 可以接管，不能再次提出异议。不属实的，请保存证据文件，请求法院处理。
page-seat-mine-arbiter = 您提出过异议，现在由仲裁人决定。请向其说明情况；不能再次提出异议。
page-seat-meanwhile = 有结果以前，不以{ page-seat-of }的名义作任何决定：还款、登记和提出争议照常，其他的等一等。
page-seat-not-you = 不是您安排的，密钥也没有丢？请按下面的按钮，用您的密钥签一次名，申请就终止。密钥可能已在他人手里的，请马上打电话告诉对方，再移交给您自己的新账户。
page-seat-new = 将由您的账户为{ page-seat-of }操作
page-seat-new-until = { $day }（含当日）以前没有异议的，{ $from }起您可以接管。
page-seat-new-due = 现在可以接管。在您接管以前，原来的密钥仍可提出异议。
page-seat-new-from = { $from }起您可以接管。
page-seat-new-now = 现在可以接管。
page-seat-new-second = 还要等另一人确认。
page-seat-new-arbiter = 此前有过异议，由仲裁人决定。
page-seat-passes = 接管的只是操作权限，债权和债务仍归原来的人。接管后 30 天内，您可以还款、登记和提出争议，其他的还不能决定。
page-seat-others = { page-seat-of }可能改由另一账户操作
page-seat-others-until = { $day }（含当日）以前没有异议的，{ $from }起由 { $to } 为{ page-seat-of }操作。
page-seat-others-due = { $to } 随时可以接管{ page-seat-of }的操作权限。
page-seat-others-from = { $from }起由 { $to } 为{ page-seat-of }操作。
page-seat-others-now = { $to } 随时可以接管{ page-seat-of }的操作权限。
page-seat-others-second = 还在等另一人确认，对谁都没有约束。
page-seat-others-arbiter = 有过异议，由仲裁人决定。
page-seat-rely = 债权、债务和日期都不变。相信新的签名、向新的收款账号付款以前，请先用您熟悉的方式核实（《电子签名法》第十五条）。
page-seat-former = 这张借条已由另一账户代替您操作
page-seat-former-why = 账户 { $key } 已接管，您这个账户在这里的签名不再有效。您欠的、别人欠您的都不变。
page-seat-former-do = 情况属实的，请用那个账户登录。不属实的，请保存证据文件，书面告知对方，并请求仲裁人或法院处理。
page-seat-held = { $day }（含当日）以前，不以您的名义作决定
page-seat-held-why = 您的密钥在这里操作还不满 30 天；留这段时间，让原来的人有机会说话。
page-seat-held-ended = 接管您操作权限的申请今天刚刚终止。
page-seat-held-can = 您可以还款、登记还款、催告和提出争议。确认收款、免除、变更条款和转让债权要等一等。
page-seat-passed = { page-seat-of }已改由另一账户操作
page-seat-passed-why = { $key } 已接管，{ $day }（含当日）以前不作决定。
page-seat-named = { page-seat-of }为密钥遗失时指定了您
page-seat-named-why = 密钥遗失时您可以申请接管。本人会马上得知，有 { $days } 天可以提出异议。能联系上的话，请先和本人说一声。
page-act-object = 不是我，提出异议
page-act-give-up = 放弃申请
page-act-take = 接管
page-act-support = 属实，签名确认
page-act-claim = 密钥已遗失，申请接管
page-act-hand-over = 移交给另一账户操作
page-act-hand-over-small = 密钥可能遗失或被人知道时用；要等 7 天，有您指定的人确认则马上可以
page-todo-object = 借条 { $loan }：有人要代替您操作。不是您安排的，请提出异议
page-todo-object-by = { $day }（含当日）以前
page-todo-take = 借条 { $loan }：您现在可以接管
page-todo-support = 借条 { $loan }：一项接管申请等您确认
page-todo-seat-small = 去看看
page-event-succession-planned = { $by }指定了密钥遗失时由谁接管
page-event-seat-claimed = { $by ->
    [owner] { page-seat-of }的操作权限移交给账户 { $to }，异议期 7 天
   *[other] 申请由账户 { $to } 为{ page-seat-of }操作
}
page-event-claim-supported = { $by ->
    [owner] { page-seat-of }指定的人确认了向 { $to } 的移交
   *[other] 由 { $to } 为{ page-seat-of }操作的申请，又有一人确认
}
page-event-claim-objected = { page-seat-of }一方提出异议，由 { $to } 接管的申请终止
page-event-claim-given-up = 由 { $to } 为{ page-seat-of }操作的申请终止
page-event-claim-granted = 仲裁人决定：由 { $to } 为{ page-seat-of }操作
page-event-claim-denied = 仲裁人驳回了接管{ page-seat-of }操作权限的申请
page-event-seat-taken = 此后由 { $to } 为{ page-seat-of }操作，{ $day }（含当日）以前不作决定
page-proof-key = 现在为{ page-seat-of }操作的账户
page-fact-seat = 谁的操作权限
page-fact-seat-to = 将要操作的账户
page-fact-seat-until = 异议截止日
page-field-hand-over-to = 新账户的地址
page-field-claim-to = 本人新账户的地址
page-wrong-account = 请写出账户的完整地址，它以 5 开头。
page-wrong-statement = 此前有过异议。再次申请，须有此后记录在案的核验人身份声明，目前还没有。
page-step-barred-until = { $day }（含当日）以前不能以您的名义办这件事：它会作出决定，而您的密钥刚刚变更，或刚被申请接管。
page-step-barred = 现在不能以您的名义办这件事：有人申请代替您操作，有结果以前不作决定。不是您安排的，请在借条页面提出异议。
page-step-barred-other-until = { $day }（含当日）以前要等一等：这件事要以{ page-seat-of }的话为准，而其密钥刚刚变更，或刚被申请接管。
page-step-barred-other = 这件事要等一等：它要以{ page-seat-of }的话为准，而有人正申请代替其操作。
page-step-hand-over-title = 移交给另一账户操作
page-step-hand-over-intro = 密钥可能遗失或被人知道时用。**此后由新账户为您操作**；债权、债务和日期都不变。
page-step-hand-over-then = 要等 7 天，其间您现在的密钥可以提出异议；您为密钥遗失时指定的人签名确认的，马上可以。然后由新账户接管，接管后 30 天内不作决定。办完以前还要用现在的密钥，请留好。
page-step-hand-over-next = 签署并移交
page-step-claim-title = 申请接管操作权限
page-step-claim-intro = 您被指定在密钥遗失时接管。**确知密钥已经遗失，才能申请。**
page-step-claim-then = 本人和对方会马上得知。约定的天数内，本人的密钥可以提出异议；此后再申请，须有身份声明，并由仲裁人决定。
page-step-claim-next = 签署并申请
page-step-support-title = 确认一项申请
page-step-support-intro = 您确认：应当由这个账户操作。请先用您熟悉的方式和本人核实。
page-step-support-then = 异议期从您确认之日起算；移交则马上可以完成。
page-step-support-next = 签署
page-step-object-title = 提出异议：不是我
page-step-object-intro = 您用现在操作的密钥签名：不应由那个账户操作。**申请马上终止。**
page-step-object-then = 异议只能提一次。此后再次申请，须有新的身份声明，并由仲裁人决定；还在等另一人确认的申请，终止时不占用这一次。密钥可能已在他人手里的，请现在移交给新账户，并告诉对方。
page-step-object-next = 签署并提出异议
page-step-give-up-title = 放弃申请
page-step-give-up-intro = 申请终止，仍由原来的密钥操作。
page-step-give-up-then = 以后可以再次申请。
page-step-give-up-next = 签署并放弃
page-step-take-title = 接管
page-step-take-intro = 从您签名起，由这个账户操作。**接管的只是操作权限，没有债务，也没有债权。**
page-step-take-then = 30 天内您可以还款、登记和提出争议，其他的还不能决定。原密钥提出而没有人接受的，一律作废。
page-step-take-next = 签署并接管

# 一步一步：小表单
page-step-which = 哪一笔
page-step-report = { $day } { $amount }
page-step-signer = 下一页是签名页：它会把要签的内容再给您看一遍。
page-step-deliver-title = 登记：钱已交付
page-step-deliver-intro = 您先把钱交给借款人，再在这里登记。借款人确认收到以后，借款才成立。
page-step-deliver-intro-further = 您先把钱交给借款人，再在这里登记。借款人在第一个到期日以前确认的，计入本金。
page-step-deliver-then = 借款人不答复的话，页面会显示“几天没有答复”。登记错了可以更正或撤回。
page-step-deliver-next = 签署并登记
page-step-withdraw-title = 撤回交付登记
page-step-withdraw-intro = 撤回以后，等于没有登记过这次交付；撤回本身留在记录里。
page-step-withdraw-then = 在交付期限之前，您可以重新登记。
page-step-withdraw-then-further = 本金还能增加的时候，您可以重新登记。
page-step-withdraw-next = 签署并撤回
page-step-received-title = 确认收到
page-step-received-intro = 请先看银行或微信里是不是真的到了。**签名以后，借款成立**，利息从这天以后开始算。
page-step-received-intro-further = 请先看银行或微信里是不是真的到了。**签名以后，计入本金**：这笔从交付那天以后开始计息，还款计划重算。
page-step-received-then = 您只能确认登记的金额和日期；数目不同，请选“收到的不是……”。
page-step-received-next = 收到了，签署
page-step-other-title = 收到的是另一个数
page-step-other-intro = 不要签。请出借人把登记更正为您实际收到的数，然后您再确认。
page-step-other-then = 更正以前，借款没有成立，您什么都不欠。
page-step-other-then-further = 更正以前，这笔不计入本金；您此前确认的不变。
page-step-missing-title = 没有收到
page-step-missing-intro = 不要签。没有您的签名，借款不成立，您什么都不欠。
page-step-missing-intro-further = 不要签。没有您的签名，这笔不计入本金；您此前确认的不变。
page-step-missing-then = 出借人可以撤回登记。要是真的收到了，您随时可以回来确认。
page-step-missing-then-further = 出借人可以撤回登记。要是真的收到了，您可以在第一个到期日以前回来确认。
page-step-report-title = 登记一笔还款
page-step-report-intro = 借款人：先转账，再在这里登记，出借人确认收到以后账面才减少。出借人：您自己登记收到的，签名即入账。
page-step-report-then = 对方不答复的话，页面会显示“几天没有答复”，登记留在记录里。
page-step-report-next = 签署并登记
page-step-confirm-title = 确认收到还款
page-step-confirm-intro = 请先看钱是不是真的到了。确认以后按付款那天入账。
page-step-confirm-then = 入账以后改不了；错了要双方一起冲正。
page-step-confirm-next = 收到了，签署
page-step-reject-title = 没有收到这笔还款
page-step-reject-intro = 您签名说没有收到。对方的登记被驳回，但留在记录里。
page-step-reject-then = 对方以后拿出回单，可以重新登记或提出异议。
page-step-reject-next = 没有收到，签署
page-step-dismiss-title = 撤销一笔还款登记
page-step-dismiss-intro = 登记错了可以撤销。撤销也会留在记录里。
page-step-dismiss-then = 撤销以后可以重新登记。
page-step-dismiss-next = 签署并撤销
page-step-cancel-title = 不签了，撤销
page-step-cancel-intro = 全部签完以前，任何一方都可以撤销。
page-step-cancel-then = 撤销以后谁也不欠谁。
page-step-cancel-next = 签署并撤销
page-step-dispute-title = 对账目有异议
page-step-dispute-intro = 您签名说账目有争议。争议期间不能记录违约。
page-step-dispute-then = 争议由双方认可的结果、仲裁人或法院解决。
page-step-dispute-next = 签署并提出
page-field-deliver-amount = 交付了多少
page-field-deliver-on = 哪天交付
page-field-report-amount = 金额
page-field-report-on = 付款日期
page-field-other-amount = 您实际收到多少
page-receipt = 回单（有就附上）
page-receipt-choose = 选回单文件或照片
page-receipt-script = 附回单需要打开浏览器的脚本功能；不附也可以登记。
page-receipt-stays = 已在这台手机上算出它的指纹。**文件没有上传**，仍在您手机里，请保存好。
page-receipt-later = 以后拿出同一个文件，就能证明您登记的正是它。改动一个字都会被发现。
page-receipt-proof = 证明：这个文件的指纹
page-receipt-large = 文件太大：最多 64 MB。
page-tell = 可以这样告诉对方
page-tell-make = 写一段话给出借人
page-tell-other = 借条 { $loan }：您登记交付了 { $said }，我实际收到的是 { $arrived }。请更正登记，我马上确认。
page-tell-missing = 借条 { $loan }：您登记交付了 { $said }，我还没有收到。请查一下，或者撤回登记。
page-wrong-amount = 请写一个大于零的金额，例如 3222.16。
page-wrong-day = 请写一个日期，例如 2027-03-05。
page-wrong-day-ahead = 这一天还没有到：只能登记已经付了的钱。
page-wrong-receipt = 回单的指纹不完整，请重新选文件。
page-wrong-report = 没有这一笔登记，可能已经答复过了。
page-wrong-passed = 情况变了，请回到借条再看一次。

# 草稿
page-draft-script = 这一页要用浏览器的脚本功能，才能在您的手机上打开链接里的内容。请打开脚本，或换一个浏览器。
page-draft-loading = 正在打开……
page-draft-loan = 借款
page-draft-points = 要点
page-draft-who = 谁向谁借
page-draft-how = 怎么还
page-draft-last = 还到哪天
page-draft-total = 一共还
page-draft-until = 最晚签署
page-draft-decide = 请您决定
page-draft-nothing-yet = 打开这个链接不算答应什么。现在签署也**不用付钱**：钱到借款人手里，借款才成立。
page-draft-take = 是我，读全文再签署
page-draft-not-me = 不是我
page-draft-mine = 这是我自己写的
page-draft-not-yours = 这个链接不是给您的
page-draft-not-yours-why = 请不要签，把它关掉就可以，也请告诉发给您的人。
page-draft-silence = 不答复也可以：过了签署期限，借条自动失效。
page-draft-share = 现在发给对方
page-draft-link = 链接
page-draft-send = 发送链接
page-draft-copy = 复制链接
page-draft-secret = 谁拿到链接，谁就能看到里面的姓名
page-draft-secret-why = 不要发到群里或朋友圈。发出后请打个电话，让对方知道是您发的。
page-draft-now = 现在到哪一步
page-draft-call = 打个电话，对 12 个数字
page-draft-sign = 读全文，签署
page-draft-to-loan = 去看这张借条
page-draft-undo = 撤回，或重新发
page-draft-undo-why = 链接发错了人，或者对方不是本人：撤回这一张，再写一张，会得到新的链接。双方都签好以前都可以撤回。
page-draft-take-back = 撤回这张借条
page-draft-again = 再写一张
page-draft-open = 等对方打开链接
page-draft-open-why = 对方打开链接、认出是自己以后，才轮到签署。
page-draft-seated = 双方都到了
page-draft-seated-why = 借款人先签，出借人后签。
page-draft-half = 借款人已签署
page-draft-half-why = 现在打个电话：借款人念 12 个数字，出借人填进签名页。对上了，出借人再签。
page-draft-submitted = 双方都签好了，正在记录
page-draft-submitted-why = 一般不到一分钟。可以关掉这一页，不会丢。
page-draft-recorded = 已经记录，改不了
page-draft-recorded-why = 双方签好的借条已经在记录里。接下来由出借人交钱。
page-draft-void = 已经撤回
page-draft-void-why = 这张借条撤回了，谁也不欠谁。
page-draft-expired = 过期了
page-draft-expired-why = 签署期限已过，这张借条自动失效，谁也不欠谁。
page-draft-unknown = 这个链接打不开
page-draft-unknown-why = 链接不完整，或者这张借条已经不在了。请对方重新发一次完整的链接。
page-draft-word-lender = 出借人
page-draft-word-borrower = 借款人
page-draft-word-you = 您
page-draft-word-wants-borrow = { $name }想向您借钱
page-draft-word-wants-lend = { $name }想借钱给您
page-draft-word-who-borrower = { $borrower }向{ $lender }借
page-draft-word-instalments = 分 { $count } 期，第一期还 { $amount }
page-draft-word-at-once = 到期一次还清
page-draft-word-copied = 已复制
page-draft-word-fault = 连不上，请稍后再试。
page-draft-word-are-you = 您是{ $name }吗？
page-draft-word-taken-at = 对方打开了链接
page-draft-word-waits-seat = 等对方打开链接
page-draft-word-named = （{ $name }）
page-draft-word-title-own = 您写的借条
page-draft-word-title-over = 您的借条
page-draft-word-signed-borrower = 借款人{ $name }已签署
page-draft-word-signed-lender = 出借人{ $name }已签署
page-draft-word-waits-borrower = 等借款人{ $name }签署
page-draft-word-waits-lender = 等出借人{ $name }签署
page-draft-remind = 提醒对方
page-draft-remind-copy = 复制提醒
page-draft-remind-why = 对方那一步还没有完成。提醒里只有链接和期限，没有姓名和金额。
page-draft-word-remind-time = 签署截止：{ $until }
page-draft-word-remind-near = 时间不多了，请在 { $until } 前签署
page-draft-word-reminder = 我们之间的借条还等着您。请在 { $until } 前签署，过期作废。请在这里阅读：{ $link }
page-draft-word-call-borrower = 把签名页上的 12 个数字念给出借人听。数字对上，出借人就知道签的是同一份借条，也是您本人。
page-draft-word-call-lender = 请打电话给借款人，让对方念 12 个数字，您填在签名页上。对不上就不要签。

# 账本
page-book-intro = 您借出和借入的钱
page-book-sums = 借出的钱
page-book-days = 哪天收钱，哪天还钱
page-book-nothing = 近两个月没有到期的钱。
page-book-calendar-make = 生成日历地址
page-book-calendar-make-why = 读取该地址的日历会显示您的还款日。在您使它失效之前，服务会记住哪些借条是您的。
page-book-calendar = 加到手机日历
page-book-calendar-why = 这个地址是您一个人的：谁拿到它，谁就能看到您的还款日。您一年没有再看本页，它就失效。
page-book-calendar-end = 让我的日历地址全部失效
page-book-calendar-end-why = 正在读取这些地址的日历从此收不到还款日，服务也不再记得它们显示了哪些借条。
page-book-calendar-ended = 您的日历地址已全部失效。
page-book-csv = 保存表格（CSV）
page-age = 账龄：未还的钱晚了多久
page-age-caption = 按未还本金
page-age-how = 分期还的借条，晚了的那一期算逾期，其余算未到期。
page-age-title = 未到期 { $early }%，逾期 { $late }%
page-age-none = 未到期
page-age-30 = 1–30 天
page-age-60 = 31–60 天
page-age-90 = 61–90 天
page-age-more = 90 天以上
page-col-age = 晚了多久
page-col-part = 占比
page-cal-in = 收
page-cal-out = 还
page-cal-late = 晚了

# 核验
page-verify-lead = 看一份证据文件是不是真的、说到哪一刻为止。不用相信给您文件的人，也不用相信我们。
page-verify-script = 核验要用浏览器的脚本功能：它在您的手机上进行，不把文件发给任何人。也可以用电脑上的 iou 程序核验。
page-verify-unbuilt = 这个服务没有带上核验程序。请用别的机构的网页，或电脑上的 iou 程序核验。
page-verify-file = 证据文件（.iou 或带证据的 PDF）
page-verify-spec = 链规范文件（.json）
page-verify-spec-why = 请向您自己信任的机构要这个文件，不要用给您证据的人给的。
page-verify-here = 核验在这台手机上进行，文件不会上传。
page-verify-paper = 手里有打印的证据报告？
page-verify-paper-why = 报告上的二维码写着它属于哪一份文件。照片只在这台手机上读取，不会传给任何人。
page-verify-scan = 扫描二维码
page-verify-picture = 选一张它的照片
page-verify-expected = 这张纸对应一份文件
page-verify-expected-why = 请选择随它给您的文件，本页会告诉您是不是那一份。它的摘要（SHA-256）：
page-verify-same = 就是纸上写的那份文件
page-verify-same-why = 两者的摘要（SHA-256）相同。内容是否属实，还要靠核验。
page-verify-other = 不是纸上写的那份文件
page-verify-other-why = 它可能是同一张借条更早或更新的文件，也可能属于别的借条。请索取与这张纸对应的文件，或一份新的报告。
page-verify-check = 核验
page-verify-result = 结果：
page-verify-false = 这份文件不可采信
page-verify-false-why = 里面有 { $count } 项与已证明的事实相矛盾。请不要根据它付钱或签字，另向提供者索取一份。
page-verify-holds = 没有发现虚假内容
page-verify-holds-why = 打 ✓ 的各项都由机构的签名得出，不用相信给您文件的人。
page-verify-if = 没有发现虚假内容，但记账合约没有人指明
page-verify-if-why = 链规范没有写明哪个合约记账。请向您信任的机构核对合约地址：别的合约可以编任何故事。
page-verify-development = 这是开发或测试用的链：只说明核验行得通，不约束任何人。
page-verify-proved = 已证明
page-verify-stated = 有陈述、未证明
page-verify-missing = 缺少
page-verify-lie = 虚假
page-verify-items = { $count } 项
page-verify-loan = 那一刻的借条
page-verify-lender = 出借人
page-verify-borrower = 借款人
page-verify-as-of = 以下结果，只说到这一刻为止
page-verify-as-of-said = 这份文件自己说到这一刻（没有证明）
page-verify-as-of-false = 这份文件自称说到
page-verify-as-of-doubt = 其中有虚假内容，所以这个时间也不要当真。
page-verify-since = 现在是 { $today }。这 { $days } 天里有没有还款、变更或结清，文件不知道。要看现在，请让对方给一份新的。
page-verify-since-today = 现在是 { $today }。这以后的事，文件不知道。
page-verify-proof = 证明：依据和编码
page-verify-chain = 链（来自您选的链规范）
page-verify-genesis = 创世区块
page-verify-block = 截至区块
page-verify-print = 打印结果
page-verify-wrong-chain-spec = 第二个文件不是链规范。
page-verify-wrong-pdf-without = 这个 PDF 里没有证据文件。
page-verify-wrong-pdf-several = 这个 PDF 里有几份证据文件，不知道该核验哪一份。
page-verify-wrong-unreadable = 第一个文件不是证据文件，或者损坏了。
page-verify-wrong-size = 文件太大：最多 32 MB。
page-verify-wrong-paper = 二维码里的链接不完整。请在这里重新扫描。
page-verify-wrong-scan-none = 照片里读不出二维码。请在光线好的地方正对着拍，让它占画面的一半；也可以直接选择文件。
page-verify-wrong-scan-other = 照片里的二维码不是证据报告上的。
page-verify-wrong-scan-several = 照片里有好几份报告的二维码。请只拍其中一份。
page-verify-wrong-scan-picture = 这里打不开这张照片。请用 JPEG 或 PNG 格式，或截一张图。
page-verify-wrong-module = 核验程序没有加载成功，请重新打开这一页。

# 登录
page-login-lead = 登录只是为了看到您的全部借条。写借条、签署、核验都不用登录。
page-login-how = 用您的签名登录
page-login-why = 没有密码，没有手机号：签名页用您手机里的钥匙签一个数字，证明这些借条是您的。
page-login-script = 登录要用浏览器的脚本功能。
page-login-go = 去签名页登录
page-login-fault = 没有登录成功，请再试一次。
page-login-link = 没有钥匙，只有一个链接？
page-login-link-why = 提醒里的链接可以直接看那一张借条，不用登录；它会过期。
page-login-in = { $count } 个账户
page-logout = 退出登录

# 出错时
page-error-missing = 没有这一页
page-error-missing-why = 可能地址写错了，或者这张借条还没有记录。
page-error-busy = 现在有点忙
page-error-busy-why = 请过一会儿再试。什么都没有丢。
page-error-foreign = 这个请求不是从我们的页面来的
page-error-foreign-why = 为了您的安全没有处理。请从首页重新打开。
page-error-bad = 这个请求不对
page-error-bad-why = 请回到上一页检查，再试一次。什么都没有丢。
page-error-broken = 出了问题
page-error-broken-why = 是我们的问题，不是您的。请过一会儿再试。
page-error-passed = 这一步现在做不了
page-error-passed-why = 情况变了：可能已经有人做过，或者还没轮到。请回到借条再看。
page-error-link = 这个链接过期了
page-error-link-why = 请让发给您的人重新发一个，或者登录查看。
