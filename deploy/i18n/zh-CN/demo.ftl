# `make demo` 的旁白。编号见 deploy/src/demo.rs。

intro = 两张借条，从第一个签名到最后一笔还款，全部在真实的链上完成。
    $ 之后是用户输入的命令，缩进部分是程序的回答。
node-starting = 启动开发节点：有交易即出块，每个区块都最终确定，时钟可以拨快。
accounts = 三个账户，各有一个带密码的密钥文件。（密钥是公开的开发密钥，本链的代币归它们所有；
    在其他任何链上程序都会拒绝使用。）
deploying = 一份合约保管所有借条。部署者对任何一张借条都没有特权。

one-proposed = ── 故事一：链下转账 ──
    张三向李四借 10,000.00 元，年利率 6%，期限 90 天。他填好表单并签署。姓名、电话、证件号和事由加密留在
    他的机器上；上链的只有条款、还款计划和加盐的承诺值。
one-handed = 姓名等信息只在张三的电脑上，而李四不签看不见的内容。张三把它们加密给李四的账户移交过去；李四的程序与链上条款核对。
one-signed = 李四看到同样的条款，签署同一个摘要。此时借款仍未成立：钱必须先到账。
one-delivered = 李四在银行转账，记录金额和凭证；张三确认收到。借款自此成立。
one-days-pass = 九十天过去。任何人都可以让到期款项在链上公告。
one-watched = 一直在运行的 `iou watch` 显示 RepaymentDue：{ $day } 到期应付 { $amount } CNY，在区块 { $block } 最终确定。
one-part = 张三还一部分，李四确认。先付利息，再还本金。
one-rest = 然后还清余款，分文不差。

two-proposed = ── 故事二：链上代币 ──
    这次由出借人发起：50 IOU，年利率 8%，每 30 天付息，宽限期五天。
two-delivered = 交付与收款在这里是同一步：代币经合约直接转给借款人。
two-missed = 第一期利息没有付。到期日加宽限期共三十五天；第三十六天起任何人都可以记录违约。
two-cured = 张三付清逾期款项，包括逾期利息。违约标记解除，但历史记录保留。
two-settled = 他提前还清余款：利息只计到当天。李四提取合约为他代管的款项。

end = 故事讲完了：以上每一步都有签名，经过合约检查，并已最终确定。
cleaned = 节点和数据已清除。用 `make demo KEEP=1` 可以保留下来自己试。
kept = 节点继续运行（进程 { $pid }，数据在 { $data }）。接着试：

    {"  "}export IOU_HOME={ $home } IOU_PASSWORD_FILE={ $home }/password
    {"  "}cd { $home }
    {"  "}{ $program } list --all
    {"  "}{ $program } --account lisi --help

    结束：kill { $pid } && rm -rf { $data } { $home }

page-hint = 同样的事也可以在浏览器里、用手机的样子来做，双方都由您扮演：`make page`。

# `make page` 的文字。编号见 deploy/src/page.rs。

page-starting = 正在启动开发节点、合约，以及带两个网址的服务。签名是真的，人是虚构的：这里的姓名、号码、金额都不属于任何人。
page-there = 页面在 { $page }，签名在 { $signer }。请用本机的浏览器打开前一个。一方用普通窗口，另一方用无痕窗口（或者另一个浏览器）：每个窗口就是一部手机。
page-lend = 扮演李四，出借人（证件号码 110101199003074258，电话 13900000002）：写一张借条，生成钥匙，把得到的链接交给张三。

    {"  "}{ $link }
page-borrow = 扮演张三，借款人（证件号码 110101199003072033，电话 13800000001）：打开李四给的链接，或者自己先写：

    {"  "}{ $link }
page-loan = 另外两个人之间一张正在履行的借条：{ $link }
page-more = 也可以在终端里看同一条链，还能拨快它的时钟：

    {"  "}export IOU_HOME={ $home } IOU_PASSWORD_FILE={ $home }/password
    {"  "}cd { $home }
    {"  "}{ $program } list --all
    {"  "}{ $program } dev advance 90d

    按 Ctrl-C 全部结束，什么都不留下。
page-stopping = 正在停止……
