# The words of the pages. Amounts are marked by the program; **asterisks** weigh.

# The frame of every page
page-brand = IOU
page-skip = Skip to content
page-other-language = 中文
page-nav = Main pages
page-nav-home = Home
page-nav-new = New IOU
page-nav-book = Book
page-nav-verify = Verify
page-foot = Several institutions keep the record together. None of them can change it or touch your money.
page-today = today
page-yes = Yes
page-no = No
page-you = You
page-they = The other person
page-copy = Copy this
page-table = Instalments
page-whole-text = Read the whole agreement
page-back-to-loan = Back to the IOU
page-then = Then
page-proof = Proof: number and signature of each step

# Who, within a sentence
page-who-you = you
page-who-lender = the lender
page-who-borrower = the borrower
page-who-other = another party
page-who-seller = whoever sold the claim

# Titles
page-title-home = Home
page-title-new = Write an IOU
page-title-preview = Read it all
page-title-draft = An IOU for you to read
page-title-loan = IOU
page-title-text = The whole agreement
page-title-step = Sign a step
page-title-book = My book
page-title-verify = Verify a file of evidence
page-title-login = Log in
page-title-error = Something went wrong

# Days and moments
page-month-1 = January
page-month-2 = February
page-month-3 = March
page-month-4 = April
page-month-5 = May
page-month-6 = June
page-month-7 = July
page-month-8 = August
page-month-9 = September
page-month-10 = October
page-month-11 = November
page-month-12 = December
page-month-short-1 = Jan
page-month-short-2 = Feb
page-month-short-3 = Mar
page-month-short-4 = Apr
page-month-short-5 = May
page-month-short-6 = Jun
page-month-short-7 = Jul
page-month-short-8 = Aug
page-month-short-9 = Sep
page-month-short-10 = Oct
page-month-short-11 = Nov
page-month-short-12 = Dec
page-weekday-0 = Monday
page-weekday-1 = Tuesday
page-weekday-2 = Wednesday
page-weekday-3 = Thursday
page-weekday-4 = Friday
page-weekday-5 = Saturday
page-weekday-6 = Sunday
page-weekday-short-0 = Mo
page-weekday-short-1 = Tu
page-weekday-short-2 = We
page-weekday-short-3 = Th
page-weekday-short-4 = Fr
page-weekday-short-5 = Sa
page-weekday-short-6 = Su
page-day = { $day } { $month } { $year }
page-day-near = { $day } { $month }
page-year-month = { $month } { $year }
page-moment = { $day }, { $time }
page-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}

# Home
page-home-heading = Lending money? Put it in writing
page-home-lead = Make an IOU that both of you sign and nobody can change. No app, no account, no fee.
page-home-new = Write an IOU
page-home-verify = Verify a file of evidence
page-home-login = See my IOUs
page-home-how = How it works
page-home-step-1 = Write the terms, read it all
page-home-step-1-why = Amount, rate, due day. The true yearly rate is worked out at once, and the law is checked.
page-home-step-2 = Send the link to the other person
page-home-step-2-why = The borrower signs first, the lender last, each on their own phone.
page-home-step-3 = Hand over the money, confirm it came
page-home-step-3-why = There is no loan until the money arrives. Whoever receives a repayment signs for it.
page-home-know = What you can rely on
page-home-know-1 = Names and ID numbers are encrypted on your phone; the server never sees them.
page-home-know-2 = Every step has its signature and time, in one file that a court can verify.
page-home-know-3 = Nothing above the legal cap is ever charged.
page-home-hello = Welcome back
page-home-today = { $weekday }, { $day }
page-home-todo = For you to do
page-home-due = Money due soon
page-home-all = All IOUs
page-home-none = No IOUs yet.
page-soon-in = To receive in 30 days
page-soon-out = To pay in 30 days
page-todo-confirm = IOU { $loan }: the other side says they repaid { $amount }; please answer
page-todo-received = IOU { $loan }: the other side says they gave you { $amount }; please answer
page-todo-theirs = IOU { $loan }: your report of { $amount }, not yet answered by { $whom }
page-todo-deliver = IOU { $loan }: hand { $amount } to the borrower
page-todo-days = { $days ->
    [one] Waiting for { $days } day
   *[other] Waiting for { $days } days
}
page-todo-today = Reported today
page-due-in = { $day }: receive { $amount } (IOU { $loan })
page-due-out = { $day }: pay { $amount } (IOU { $loan })
page-due-left = { $days ->
    [one] in { $days } day · instalment { $number } of { $count }
   *[other] in { $days } days · instalment { $number } of { $count }
}
page-due-today = Due today · instalment { $number } of { $count }
page-due-late = { $days ->
    [one] { $days } day late · instalment { $number } of { $count }
   *[other] { $days } days late · instalment { $number } of { $count }
}
page-list-title = { $viewer ->
    [lender] IOU { $loan } · you lent
    [borrower] IOU { $loan } · you borrowed
   *[other] IOU { $loan }
}
page-list-owed = Principal left { $amount }
page-list-principal = Principal { $amount }
page-list-late = { $days ->
    [one] { $days } day overdue
   *[other] { $days } days overdue
}

# Writing an IOU
page-new-intro = Step 1 of 3: fill in → read it all → sign. Nothing has been sent.
page-new-who = Who borrows from whom
page-new-you = You
page-new-borrow = I borrow
page-new-lend = I lend
page-new-names = Names and ID numbers come later, on the signing page, and are encrypted on your phone. They are not needed here.
page-new-sum = How much, and how it comes back
page-new-more = More: days of grace, late fee, time to sign
page-new-next = Next: read it all
page-new-wrong = Something needs to be changed
page-field-amount = Principal
page-field-rate = Yearly rate
page-field-start = Day of the money (today if empty)
page-field-term = For how long, or until when (3m or 2027-06-05)
page-field-method = How it is repaid
page-field-periods = How many instalments
page-field-every = How often
page-field-grace-days = Days of grace
page-field-answer-days = Days for an answer to a report of a repayment, after which anyone may record the silence (may be empty)
page-field-deliveries = In how many parts the money may come (in one if empty)
page-field-late-fee = Late fee, once for each late instalment (may be empty)
page-field-overdue-rate = Yearly rate on what is late (the same if empty)
page-field-sign-within = Time to sign (3d for instance, may be empty)
page-field-early-repayment = May it be repaid early?
page-unit-yuan = CNY
page-unit-percent = %
page-unit-days = days
page-unit-instalments = times
page-unit-deliveries = parts
page-choose-bullet = All at once on the due day
page-choose-equal-instalments = Equal instalments
page-choose-interest-only = Interest each time, principal at the end
page-choose-equal-principal = Equal principal each time
page-every-1m = Every month
page-every-3m = Every 3 months
page-every-1w = Every week
page-every-6m = Every 6 months
page-understood = Your “{ $written }” is taken as { $taken }.
page-cost = What it comes to
page-cost-live = Whatever you change above is reckoned anew here.
page-cost-total = To repay
page-cost-interest = All interest
page-cost-rate = True yearly rate
page-cost-count = { $count ->
    [one] at once
   *[other] in { $count } instalments
}
page-rate-how = How the true yearly rate is worked out
page-rate-how-why = On what is really owed each day, not on the principal all along; 365 days a year, simple interest.
page-scale = True yearly rate { $rate }, legal cap { $cap }
page-scale-own = This IOU { $rate }
page-scale-cap = Cap { $cap }
page-scale-above = Courts support no more
page-law = What the law says
page-law-cap = The rate is within the cap
page-law-cap-why = { $rate }, cap { $cap }: four times the one-year LPR (Private Lending, art. 25). What counts is the rate published on the days of signing and delivery.
page-law-none = No cap on the rate
page-law-none-why = The contract checks none for this IOU.
page-law-whole = No interest is kept back beforehand
page-law-whole-why = The principal is what really arrives (Civil Code, art. 670)
page-law-fee = Note: the late fee is above the cap; the rest cannot be charged
page-law-fee-why = If it is 30 days late, interest and fee together come to { $most } at most (cap { $cap } a year); the fee is { $fee }. You can sign all the same (Private Lending, art. 29).

# The preview
page-preview-heading = Read first, then decide
page-preview-lead = This is the whole IOU; no clause is hidden. The button is at the end.
page-preview-step = Step 2 of 3 · some 4 minutes · a draft, not sent
page-preview-who = Who is who
page-preview-lender = Lender, gives the money
page-preview-borrower = Borrower, owes it
page-preview-names = Names are filled in on the signing page; only whoever has the link can open them.
page-preview-what = What you will sign
page-preview-not-yet = A signature is not yet a debt: **there is no loan until the money arrives**, and interest counts from that day.
page-preview-go = I have read it; go on to the names
page-preview-edit = Change something
page-open-account = (at signing)
page-role-lender = Lender
page-role-borrower = Borrower
page-text-intro = This is the text that both signed. Names and other personal data are not in it; only the two have them.
page-text-amended = Both have signed changes since: see what happened.

# Facts
page-fact-you = You
page-fact-loan = IOU
page-fact-principal-agreed = Principal
page-fact-total = To repay in all
page-fact-last = Paid off by
page-fact-sign-by = Sign by
page-fact-scope = What is signed
page-fact-scope-all = All of the text above; no figure can change after
page-fact-lender = Lender
page-fact-borrower = Borrower
page-fact-person-you = You ({ $account })
page-fact-rate = Yearly rate
page-fact-method = Repayment
page-fact-grace = Grace
page-fact-answer-days = Days for an answer
page-fact-deliveries = The money comes
page-fact-deliveries-count = in up to { $count } parts, each confirmed by itself
page-fact-undelivered = Not yet handed over
page-fact-principal = Principal left
page-fact-interest = Interest
page-fact-late = Late interest and fees
page-fact-owed = Owed today in all
page-fact-status = Status
page-fact-reported = Delivered, says the lender
page-fact-on = On
page-fact-deliver-by = Deliver by
page-fact-next = Next instalment
page-fact-next-day = Due on
page-method-bullet = All at once
page-method-interest-only = Interest first
page-method-equal-instalments = Equal instalments
page-method-equal-principal = Equal principal
page-method-custom = As agreed

# The page of a loan
page-loan-number = IOU { $loan }
page-loan-title = { $viewer ->
    [lender] What you lent
    [borrower] What you borrowed
   *[other] IOU { $loan }
}
page-news = Something has happened: look again
page-sums = Three sums
page-sum-signed = Signed
page-sum-proposed = Proposed
page-sum-delivered = Delivered
page-sum-repaid = Repaid
page-sum-less = { $amount } less
page-sum-none = not yet
page-sum-stated = not confirmed
page-sum-open = { $count ->
    [one] { $count } unanswered
   *[other] { $count } unanswered
}
page-sum-back = Principal repaid
page-sum-left = Principal left
page-sum-loans = { $count ->
    [one] { $count } IOU
   *[other] { $count } IOUs
}
page-note-whole = What was signed was delivered: { $amount } on { $day }, to { $borrower }.
page-note-whole-parts = What was signed was delivered: { $amount } in { $count } parts, the last on { $day }, to { $borrower }.
page-note-less = The IOU says { $signed }; { $lender } gave { $borrower } { $delivered }, which is { $less } less. **Principal and interest follow from { $bare }.** The rest was never lent and is not owed{ $law ->
    [prc] {" "}(Civil Code, arts. 670 and 679; Provisions on Private Lending, art. 26)
   *[other] {""}
}.
page-note-less-parts = The IOU says { $signed }; of it { $borrower } has confirmed { $delivered } from { $lender } so far. **Principal and interest follow from { $bare }.** The other { $less } counts only as far as it arrives and is confirmed in time{ $law ->
    [prc] {" "}(Civil Code, arts. 670 and 679; Provisions on Private Lending, art. 26)
   *[other] {""}
}.
page-note-reported-less = The reported delivery is { $less } less than the { $signed } of the IOU. Once confirmed, **what arrived is what counts**{ $law ->
    [prc] {" "}(Civil Code, arts. 670 and 679; Provisions on Private Lending, art. 26)
   *[other] {""}
}.
page-note-disputed = The account is disputed; no default can be recorded meanwhile.
page-note-reversal = On { $day } { $by } asked to take back a payment of { $amount }. It counts until { $other } agrees.
page-note-reversal-settled = On { $day } { $by } asked to take back a payment of { $amount }. **If { $other } agrees, the IOU runs again**; until then nothing is owed.
page-lead-proposed = Not signed by all yet. If it is not by { $until }, it lapses and nobody owes anything.
page-lead-signed = Both have signed; no money has come. If { $lender } does not hand it to { $borrower } by { $until }, the IOU lapses. **There is no loan until the money arrives.**
page-lead-lapsed = No delivery was reported by { $until }: the IOU lapses, and nobody owes anything.
page-lead-reported = The lender has reported the delivery; it waits for { $borrower }. **There is no loan before that.**
page-lead-next = Paid: { $paid } of { $count } instalments. Next is instalment { $number } on { $day }: { $amount }, to be paid by { $borrower }. To pay off all today: { $total }.
page-lead-late = { $late ->
    [one] Instalment { $number } of { $count } was due on { $day }: **{ $late } day late**, { $amount } still to be paid by { $borrower }. To pay off all today: { $total }.
   *[other] Instalment { $number } of { $count } was due on { $day }: **{ $late } days late**, { $amount } still to be paid by { $borrower }. To pay off all today: { $total }.
}
page-lead-waits = On the books instalment { $number } of { $count }, due on { $day }, is not paid: the reported payment waits for an answer. To pay off all today, by the books: { $total }.
page-lead-all-paid = All instalments are paid; { $total } is left today.
page-lead-settled = Settled: nobody owes anything.
page-lead-cancelled = Cancelled: nobody owes anything.
page-lead-expired = Not signed or not delivered in time: it lapsed, and nobody owes anything.
page-wait-days = { $whom ->
    [you] Waiting for your answer for { $days ->
        [one] one day
       *[other] { $days } days
    }
    [lender] No answer from the lender for { $days ->
        [one] one day
       *[other] { $days } days
    }
    [seller] No answer for { $days ->
        [one] one day
       *[other] { $days } days
    } from whoever sold the claim
   *[borrower] No answer from the borrower for { $days ->
        [one] one day
       *[other] { $days } days
    }
}
page-wait-today = { $whom ->
    [you] Waiting for your answer
    [lender] Waiting for the lender’s answer
    [seller] Waiting for an answer of whoever sold the claim
   *[borrower] Waiting for the borrower’s answer
}
page-wait-repayment = { $receipt ->
    [yes] { $by } reported a repayment of { $amount } on { $day }, with a receipt.
   *[no] { $by } reported a repayment of { $amount } on { $day }, without a receipt.
}
page-wait-delivery = { $receipt ->
    [yes] { $by } reported a delivery of { $amount } on { $day }, with a receipt.
   *[no] { $by } reported a delivery of { $amount } on { $day }, without a receipt.
}
page-wait-repayment-then = The books do not change before an answer by { $whom }. The report stays on record and cannot be removed.
page-wait-sold-then = The books do not change before whoever sold the claim answers, or whoever bought it confirms that the money came. The report stays on record and cannot be removed.
page-wait-delivery-then = There is no loan before an answer by { $whom }. The report stays on record and cannot be removed.
page-wait-delivery-then-further = It does not count towards the principal before an answer by { $whom }. The report stays on record and cannot be removed.
page-wait-yours = If it came, confirm it; if not, say so. Silence is on record too.
page-wait-received = If it came, confirm it; if not, sign nothing and tell the lender.
page-wait-bought = It was reported to whoever sold you the claim: ask them. If it came to them, you can confirm it; that it did not come only they can say.
page-wait-until = There is time to answer until { $day }; after that anyone may have it recorded that there was no answer.
page-wait-over = The time to answer ended on { $day }: anyone may have it recorded that there was no answer.
page-wait-recorded = It was recorded on { $day } that there was no answer in the agreed time. That is no consent; an answer still counts.
page-do = What can be done now
page-do-lender = The lender
page-do-borrower = The borrower
page-act-deliver = Report: the money is handed over
page-act-deliver-small = By { $until }
page-act-deliver-more = Report: a further part is handed over
page-act-deliver-more-small = { $rest } of the agreed sum is still to come
page-act-correct = Correct the reported delivery
page-act-correct-small = Amount or day was wrong
page-act-withdraw = Withdraw the reported delivery
page-act-withdraw-small = It was not delivered after all
page-act-received = Confirm that { $amount } arrived
page-act-received-small = The loan exists once this is signed
page-act-received-small-further = It counts towards the principal once this is signed
page-act-other = Another sum than { $amount } arrived
page-act-other-small = Have the lender correct it first
page-act-missing = { $amount } did not arrive
page-act-missing-small = Nothing to sign; there is no loan
page-act-missing-small-further = Nothing to sign; it does not count
page-act-report = Report a repayment
page-act-report-small = To pay off all today: { $total }
page-act-admit = Record a repayment that you received
page-act-admit-small = Counts at once, whether or not it was reported
page-act-confirm = { $amount } arrived: confirm
page-act-confirm-small = It is booked for good
page-act-reject = { $amount } did not arrive
page-act-reject-small = The report is dismissed, and stays on record
page-act-dismiss = Take back a reported repayment
page-act-dismiss-small = If it was wrong; that stays on record too
page-act-dispute = Dispute the account
page-act-dispute-small = No default can be recorded meanwhile
page-act-cancel = Cancel before all have signed
page-act-cancel-small = Nobody owes anything then
page-act-evidence = Save the evidence file
page-act-evidence-small = One file that anybody can check
page-slip = To transfer
page-slip-amount = Amount
page-slip-until = Right up to and on
page-slip-memo = Purpose
page-slip-copy = Copy
page-slip-copied = Copied
page-slip-late = { $days ->
    [one] One day late: interest for the delay is in it and grows by the day.
   *[other] { $days } days late: interest for the delay is in it and grows by the day.
}
page-slip-total = To pay off everything today: { $total }.
page-slip-ask = Ask the lender for their account; nothing here knows it.
page-slip-why = With this code as the purpose of the transfer an import of the bank’s statement finds this loan. It is no payment link of any wallet.
page-act-settled = Certificate of settlement (PDF)
page-act-settled-small = One page that says nothing is owed; the evidence file is inside
page-act-certificate = Certificate (PDF)
page-act-certificate-small = To print or hand in; the evidence file is inside
page-facts = This IOU
page-plan = Paid, and still to pay
page-chart-title = Principal and interest over time
page-chart-description = Principal falls from { $first }; on the books now { $now }; paid off by { $last } if all goes to plan. The table below has the figures.
page-chart-principal = Principal left: solid booked, dashed planned
page-chart-interest = Interest: solid paid, dashed not yet
page-col-number = No.
page-col-due = Due
page-col-total = Total
page-col-principal = Principal
page-col-interest = Interest
page-col-all = All
page-col-days = Days
page-col-what = What
page-col-amount = Amount
page-col-owed = Owed
page-row-paid = paid
page-row-planned = planned
page-row-reported = reported
page-row-late = late
page-row-ahead = not due
page-happened = What happened
page-event-proposed = { $by } signed and proposed
page-event-signed-by = { $by } signed; others are awaited
page-event-signed = { $by } signed; all have signed
page-event-cancelled = { $by } cancelled it
page-event-delivery-reported = { $by } reported a delivery of { $amount } on { $day }
page-event-delivery-withdrawn = { $by } withdrew the reported delivery
page-event-part-delivered = { $by } confirmed a further { $amount }: the principal is now { $received }
page-event-silence-recorded = Recorded: { $by } had not answered by { $day }
page-event-old-debt = All confirmed that { $received } was delivered and { $repaid } repaid before; the loan exists
page-event-delivered = { $by } confirmed { $amount }; the loan exists
page-event-reported = { $by } reported a repayment of { $amount } on { $day }
page-event-repaid = Repayment of { $amount } booked
page-event-dismissed = { $by } dismissed a reported repayment
page-event-disputed = { $by } disputed the account
page-event-defaulted = Default recorded: { $amount } of instalment { $number } unpaid
page-proof-signature = Proved: signed by { $by }
page-proof-both = Proved: both signed for it
page-proof-stated = Stated by { $by }
page-proof-stated-open = Stated by { $by }; not confirmed by { $other }
page-proof-rules = Proved: it follows from the record and the rules
page-proof-recorded = Proved: it is on record
page-proof-money = Payments outside the chain: what is proved is that the side bound by it signed for it, not that a bank moved money.
page-proof-place = Event { $number }, block { $block }
page-proof-terms = Digest of the terms (SHA-256)
page-proof-lender = The lender’s account
page-proof-borrower = The borrower’s account
page-account = The account, line by line
page-account-open = How each figure comes about
page-account-caption = Statement

# Who may act for somebody
page-seat-of = { $seat ->
    [lender] the lender
    [borrower] the borrower
    [guarantor] the guarantor
   *[holder] a holder of the claim
}
page-seat-name = { $seat ->
    [lender] The lender’s
    [borrower] The borrower’s
    [guarantor] The guarantor’s
   *[holder] That of a holder of the claim
}
page-fact-succession = If a key is lost
page-seat-agreed = { $ways ->
    [heir] For { page-seat-of }: { $heir } may take over
    [verifier] For { page-seat-of }: the verifier { $verifier } may let another account of theirs take over
    [verifiers] For { page-seat-of }: the verifiers { $verifier } and { $second } together may let another account of theirs take over
    [heir-or-verifier] For { page-seat-of }: { $heir } may take over, or the verifier { $verifier } may let another account of theirs do so
   *[heir-or-verifiers] For { page-seat-of }: { $heir } may take over, or the verifiers { $verifier } and { $second } together may let another account of theirs do so
}; { $days } days to object
page-seat-by-owner = Your key here was used to hand over to the account { $to }.
page-seat-by-heir = { $to }, whom { page-seat-of } named for the loss of the key, claims it.
page-seat-by-verifier = The verifier { $by }, whom { page-seat-of } named, claims it for the account { $to }.
page-seat-by-self = { page-seat-of } hands over to the account { $to }.
page-seat-mine = Somebody else wants to act for you in this loan
page-seat-mine-handed-over = You are handing this loan over to another key
page-seat-mine-until = **You can object until { $day }.** After that { $to } can act in your place.
page-seat-mine-due = The days to object are over: { $to } can act in your place at any moment. **Until it does, you can still object.**
page-seat-mine-second = It still waits for another’s word and binds nobody. You can end it now already; your one objection is still there after that.
page-seat-mine-decided = There was an objection before, and this one is decided or has the word of whom you named: { $to } can take over, and you cannot object once more. If that is wrong, save the evidence file and turn to a court.
page-seat-mine-arbiter = You objected before, so an arbiter decides. Tell them what you know; you cannot object once more.
page-seat-meanwhile = Until it is settled nothing is decided for { page-seat-of }: paying, reporting and disputing go on, all else waits.
page-seat-not-you = Was it not you, and is the key not lost? Then press the button: one signature with your key ends it. If your key may be in other hands, call the other side now, then hand over to a new key of yours.
page-seat-new = Your account is to act for { page-seat-of }
page-seat-new-until = You can take over from { $from } on, if nobody objects by { $day }.
page-seat-new-due = You can take over now. Until you do, the key before can still object.
page-seat-new-from = You can take over from { $from } on.
page-seat-new-now = You can take over now.
page-seat-new-second = It waits for another’s word first.
page-seat-new-arbiter = There was an objection before: an arbiter decides.
page-seat-passes = What passes is the power to act; the debt and the claim stay whose they are. For 30 days after you take over you can pay, report and dispute, and decide nothing else.
page-seat-others = Another account may come to act for { page-seat-of }
page-seat-others-until = From { $from } on { $to } can act for { page-seat-of }, if there is no objection by { $day }.
page-seat-others-due = { $to } can act for { page-seat-of } at any moment now.
page-seat-others-from = From { $from } on { $to } can act for { page-seat-of }.
page-seat-others-now = { $to } can act for { page-seat-of } at any moment now.
page-seat-others-second = It waits for another’s word and binds nobody yet.
page-seat-others-arbiter = There was an objection; an arbiter decides.
page-seat-rely = Debt, claim and days stay as they are. Ask by a way that you know before you rely on what is signed now, or pay to other bank details (Electronic Signature Law, art. 15).
page-seat-former = Another account acts in your place in this loan
page-seat-former-why = The account { $key } has taken over from yours; what yours signs here counts for nothing any more. What you owe or are owed is as before.
page-seat-former-do = If that is right, log in with the other account. If not: save the evidence file, tell the other side in writing, and turn to the arbiter or a court.
page-seat-held = Until { $day } nothing is decided for you here
page-seat-held-why = Your key has acted here for less than 30 days; that gives whoever had it before time to speak up.
page-seat-held-ended = A claim to your place has ended today.
page-seat-held-can = You can pay, report a payment, demand and dispute. Confirming, forgiving, changing terms and handing the claim on have to wait.
page-seat-passed = Another account acts for { page-seat-of }
page-seat-passed-why = { $key } has taken over; until { $day } it decides nothing.
page-seat-named = You are named in case { page-seat-of } loses their key
page-seat-named-why = You can claim the place then. The owner is told at once and has { $days } days to object. Speak with them first, if you can.
page-act-object = Not me: object
page-act-give-up = Give it up
page-act-take = Take over
page-act-support = That is right: sign for it
page-act-claim = The key is lost: claim it
page-act-hand-over = Hand over to another key
page-act-hand-over-small = If your key may be lost or known to others; it takes 7 days, at once with the word of whom you named
page-todo-object = IOU { $loan }: somebody else wants to act for you. Was it not you? Object
page-todo-object-by = Until { $day }
page-todo-take = IOU { $loan }: you can take over now
page-todo-support = IOU { $loan }: a claim to take over waits for your word
page-todo-seat-small = Look at it
page-event-succession-planned = { $by } said who may take over if their key is lost
page-event-seat-claimed = { $by ->
    [owner] Handed over, for { page-seat-of }, to the account { $to }: 7 days to object
   *[other] The account { $to } is to act for { page-seat-of }: claimed
}
page-event-claim-supported = { $by ->
    [owner] The handing over to { $to }, for { page-seat-of }, has the word of whom they named
   *[other] The claim for { $to } to act for { page-seat-of } has the word of one more
}
page-event-claim-objected = Objection, for { page-seat-of }: the claim for { $to } is over
page-event-claim-given-up = The claim for { $to } to act for { page-seat-of } is over
page-event-claim-granted = An arbiter decided: { $to } is to act for { page-seat-of }
page-event-claim-denied = An arbiter denied the claim to act for { page-seat-of }
page-event-seat-taken = { $to } acts for { page-seat-of } from now on; until { $day } it decides nothing
page-proof-key = Acts now for { page-seat-of }
page-fact-seat = Whose place
page-fact-seat-to = The account that is to act
page-fact-seat-until = Last day to object
page-field-hand-over-to = The new account (its address)
page-field-claim-to = The owner’s new account (its address)
page-wrong-account = Write the whole address of an account; it begins with a 5.
page-wrong-statement = There was an objection before. A new claim needs a verifier’s identity statement that was put on record since; there is none yet.
page-step-barred-until = This cannot be done for you until { $day }: it would decide something, and your key has changed or was claimed of late.
page-step-barred = This cannot be done for you now: somebody claims to act in your place, and until that is settled nothing is decided. If it was not you, object on the page of the loan.
page-step-barred-other-until = This has to wait until { $day }: it rests on the word of { page-seat-of }, whose key has changed or was claimed of late.
page-step-barred-other = This has to wait: it rests on the word of { page-seat-of }, for whom another account claims to act.
page-step-hand-over-title = Hand over to another key
page-step-hand-over-intro = For when your key may be lost or known to others. **The new account acts for you then**; debt, claim and days stay as they are.
page-step-hand-over-then = It takes 7 days in which your present key can object; at once, if whom you named for the loss of your key signs for it. Then the new account takes over, and for 30 days it decides nothing. Until it is done your present key is needed: keep it.
page-step-hand-over-next = Sign and hand over
page-step-claim-title = Claim to act for somebody
page-step-claim-intro = You were named for the case that the key is lost. **Claim only if you know that it is.**
page-step-claim-then = The owner and the other side are told at once. The owner’s key can object in the agreed days; then an identity statement and an arbiter are needed.
page-step-claim-next = Sign and claim
page-step-support-title = Sign for a claim
page-step-support-intro = You say that it is right that this account acts. Speak with the owner first, by a way that you know.
page-step-support-then = The days to object begin with your word; a handing over can be finished at once.
page-step-support-next = Sign
page-step-object-title = Object: it was not me
page-step-object-intro = You sign with the key that acts now that the other account is not to act in this place. **The claim ends at once.**
page-step-object-then = You can object once. A second claim then needs a new identity statement and goes to an arbiter; what still waited for another’s word ends without using that up. If your key may be in other hands, hand over to a new one now, and tell the other side.
page-step-object-next = Sign and object
page-step-give-up-title = Give a claim up
page-step-give-up-intro = The claim ends, and the same key acts as before.
page-step-give-up-then = It can be claimed again later.
page-step-give-up-next = Sign and give up
page-step-take-title = Take over
page-step-take-intro = From your signature on this account acts in that place. **You take over the power to act, no debt and no claim.**
page-step-take-then = For 30 days you can pay, report and dispute, and decide nothing else. What the key before had offered and nobody accepted is void.
page-step-take-next = Sign and take over

# Steps: small forms
page-step-which = Which one
page-step-report = { $amount } on { $day }
page-step-signer = The next page is the signing page: it shows once more what you sign.
page-step-deliver-title = Report: the money is handed over
page-step-deliver-intro = Hand over the money first, then report it here. The loan exists once the borrower confirms.
page-step-deliver-intro-further = Hand over the money first, then report it here. It counts towards the principal once the borrower confirms it before the first due day.
page-step-deliver-then = If the borrower does not answer, the page says for how many days. A wrong report can be corrected or withdrawn.
page-step-deliver-next = Sign and report
page-step-withdraw-title = Withdraw the reported delivery
page-step-withdraw-intro = It is then as if this delivery had not been reported; the withdrawal stays on record.
page-step-withdraw-then = You can report again until the time for delivery is over.
page-step-withdraw-then-further = You can report again as long as the principal can still grow.
page-step-withdraw-next = Sign and withdraw
page-step-received-title = Confirm that it arrived
page-step-received-intro = Look first whether it is really there. **The loan exists once you sign**, and interest counts from that day.
page-step-received-intro-further = Look first whether it is really there. **It counts towards the principal once you sign**: it bears interest from its own day, and the instalments are computed anew.
page-step-received-then = You can confirm only the sum and day that were reported; if the sum differs, choose “another sum”.
page-step-received-next = It arrived: sign
page-step-other-title = Another sum arrived
page-step-other-intro = Do not sign. Have the lender correct the report to what really arrived, then confirm that.
page-step-other-then = Before that there is no loan and you owe nothing.
page-step-other-then-further = Before that it does not count; what you confirmed earlier stays as it is.
page-step-missing-title = It did not arrive
page-step-missing-intro = Do not sign. Without your signature there is no loan, and you owe nothing.
page-step-missing-intro-further = Do not sign. Without your signature it does not count; what you confirmed earlier stays as it is.
page-step-missing-then = The lender can withdraw the report. If it arrives after all, you can come back and confirm.
page-step-missing-then-further = The lender can withdraw the report. If it arrives after all, you can come back and confirm before the first due day.
page-step-report-title = Report a repayment
page-step-report-intro = Borrower: pay first, then report it here; the books change once the lender confirms. Lender: what you record yourself counts at once.
page-step-report-then = If there is no answer, the page says for how many days, and the report stays on record.
page-step-report-next = Sign and report
page-step-confirm-title = Confirm a repayment
page-step-confirm-intro = Look first whether the money is really there. It is booked as of the day on which it was paid.
page-step-confirm-then = It is booked for good; a mistake takes both to undo.
page-step-confirm-next = It arrived: sign
page-step-reject-title = A repayment did not arrive
page-step-reject-intro = You sign that it did not arrive. The report is dismissed and stays on record.
page-step-reject-then = The borrower can report again with a receipt, or dispute the account.
page-step-reject-next = It did not: sign
page-step-dismiss-title = Take back a reported repayment
page-step-dismiss-intro = A wrong report can be taken back. That stays on record too.
page-step-dismiss-then = You can report again after that.
page-step-dismiss-next = Sign and take back
page-step-cancel-title = Cancel
page-step-cancel-intro = Either side can cancel before all have signed.
page-step-cancel-then = Nobody owes anything after that.
page-step-cancel-next = Sign and cancel
page-step-dispute-title = Dispute the account
page-step-dispute-intro = You sign that the account is disputed. No default can be recorded meanwhile.
page-step-dispute-then = It ends by what both accept, by the arbiter, or in court.
page-step-dispute-next = Sign and dispute
page-field-deliver-amount = How much was handed over
page-field-deliver-on = On which day
page-field-report-amount = Amount
page-field-report-on = Day of the payment
page-field-other-amount = How much really arrived
page-receipt = Receipt, if there is one
page-receipt-choose = Choose the file or a photo
page-receipt-script = Adding a receipt needs scripts in the browser; you can report without one.
page-receipt-stays = Its fingerprint was made on this phone. **The file was not uploaded**; keep it safe.
page-receipt-later = The same file later proves that it is the one you named. One changed letter shows.
page-receipt-proof = Proof: the file’s fingerprint
page-receipt-large = The file is too large: 64 MB at most.
page-tell = You could write to the other side
page-tell-make = Make a message to the lender
page-tell-other = IOU { $loan }: you reported { $said }; what arrived is { $arrived }. Please correct the report, then I confirm it at once.
page-tell-missing = IOU { $loan }: you reported { $said }; nothing has arrived. Please look into it, or withdraw the report.
page-wrong-amount = Write an amount above zero, such as 3222.16.
page-wrong-day = Write a day, such as 2027-03-05.
page-wrong-day-ahead = That day has not come: only what was paid can be reported.
page-wrong-receipt = The receipt’s fingerprint is not whole; choose the file again.
page-wrong-report = There is no such report; it may have been answered.
page-wrong-passed = Things have changed; look at the IOU again.

# The draft behind a link
page-draft-script = This page needs scripts: what the link holds is opened on your phone alone. Turn them on, or use another browser.
page-draft-loading = Opening…
page-draft-loan = Loan
page-draft-points = In short
page-draft-who = Who borrows from whom
page-draft-how = How it comes back
page-draft-last = Paid off by
page-draft-total = To repay in all
page-draft-until = Sign by
page-draft-decide = For you to decide
page-draft-nothing-yet = Opening the link agrees to nothing. Signing **costs nothing** either: there is no loan until the money arrives.
page-draft-take = Yes, that is me: read it all, then sign
page-draft-not-me = That is not me
page-draft-mine = I wrote this myself
page-draft-not-yours = This link is not for you
page-draft-not-yours-why = Please do not sign. Close it, and tell whoever sent it.
page-draft-silence = You need not answer: it lapses when the time for signing is over.
page-draft-share = Send it to the other person
page-draft-link = Link
page-draft-send = Send the link
page-draft-copy = Copy the link
page-draft-secret = Whoever has the link can see the names in it
page-draft-secret-why = Do not post it in a group. Call after sending it, so that they know it is from you.
page-draft-now = Where it stands
page-draft-call = Call each other and compare 12 digits
page-draft-sign = Read it all and sign
page-draft-to-loan = Go to the IOU
page-draft-undo = Take it back, or begin anew
page-draft-undo-why = Sent to the wrong person, or not the one you meant? Take this one back and write a new one with a new link. You can until both have signed.
page-draft-take-back = Take this IOU back
page-draft-again = Write a new one
page-draft-open = Waiting for the other person
page-draft-open-why = They open the link and say that it is them; then it can be signed.
page-draft-seated = Both are here
page-draft-seated-why = The borrower signs first, the lender last.
page-draft-half = The borrower has signed
page-draft-half-why = Now call: the borrower reads out 12 digits, the lender types them on the signing page, and signs if they match.
page-draft-submitted = Both have signed; being put on record
page-draft-submitted-why = Less than a minute as a rule. You can close this page; nothing is lost.
page-draft-recorded = On record for good
page-draft-recorded-why = The IOU that both signed is on record. Next the lender hands over the money.
page-draft-void = Taken back
page-draft-void-why = This IOU was taken back; nobody owes anything.
page-draft-expired = Lapsed
page-draft-expired-why = The time for signing is over; this IOU lapsed and nobody owes anything.
page-draft-unknown = This link does not open
page-draft-unknown-why = It is not whole, or the IOU is no longer there. Ask for the whole link again.
page-draft-word-lender = the lender
page-draft-word-borrower = the borrower
page-draft-word-you = you
page-draft-word-wants-borrow = { $name } would like to borrow from you
page-draft-word-wants-lend = { $name } would like to lend to you
page-draft-word-who-borrower = { $borrower } from { $lender }
page-draft-word-instalments = in { $count } instalments, the first { $amount }
page-draft-word-at-once = all at once on the due day
page-draft-word-copied = Copied
page-draft-word-fault = No connection; please try again later.
page-draft-word-are-you = Are you { $name }?
page-draft-word-taken-at = The other person is here
page-draft-word-waits-seat = Waiting for the other person
page-draft-word-named = { " " }({ $name })
page-draft-word-title-own = The IOU that you wrote
page-draft-word-title-over = Your IOU
page-draft-word-signed-borrower = The borrower{ $name } has signed
page-draft-word-signed-lender = The lender{ $name } has signed
page-draft-word-waits-borrower = Waiting for the borrower{ $name }
page-draft-word-waits-lender = Waiting for the lender{ $name }
page-draft-remind = Remind them
page-draft-remind-copy = Copy the reminder
page-draft-remind-why = The other side has not done their part yet. The reminder has the link and the day, no names and no sums.
page-draft-word-remind-time = There is time to sign until { $until }
page-draft-word-remind-near = Not much time is left: sign by { $until }
page-draft-word-reminder = The IOU between us still waits for you. It can be signed until { $until }; after that it lapses. Please read it here: { $link }
page-draft-word-call-borrower = Read the 12 digits of the signing page out to the lender. If they match, both of you have the same IOU, and it is you.
page-draft-word-call-lender = Call the borrower; they read out 12 digits, which you type on the signing page. If they do not match, do not sign.

# The book
page-book-intro = What you lent and what you owe
page-book-sums = What you lent
page-book-days = Which day asks for money
page-book-nothing = Nothing falls due in the next two months.
page-book-calendar-make = Make a calendar address
page-book-calendar-make-why = A calendar that fetches it shows your due days. The service then remembers which loans are yours, until you end the address.
page-book-calendar = Add to my calendar
page-book-calendar-why = This address is yours alone: whoever has it sees your due days. It ends a year after you last looked at this page.
page-book-calendar-end = End all my calendar addresses
page-book-calendar-end-why = Whatever fetches them now gets no more due days, and the service forgets which loans they showed.
page-book-calendar-ended = Your calendar addresses have ended.
page-book-csv = Save as a table (CSV)
page-age = How late the money is
page-age-caption = By principal left
page-age-how = Of an IOU in instalments only the late ones count as late.
page-age-title = Not due { $early }%, late { $late }%
page-age-none = Not due
page-age-30 = 1–30 days
page-age-60 = 31–60 days
page-age-90 = 61–90 days
page-age-more = More than 90 days
page-col-age = How late
page-col-part = Part
page-cal-in = in
page-cal-out = out
page-cal-late = late

# Verifying
page-verify-lead = See whether a file of evidence is true, and up to when. You need not trust whoever gave it to you, nor us.
page-verify-script = Verifying needs scripts: it happens on your phone, and the file goes to nobody. The program iou on a computer verifies too.
page-verify-unbuilt = This service was built without the verifier. Use another institution’s page, or the program iou on a computer.
page-verify-file = File of evidence (.iou, or a PDF with one inside)
page-verify-spec = Chain specification (.json)
page-verify-spec-why = Get it from an institution that you trust, not from whoever gave you the evidence.
page-verify-here = It happens on this phone; no file is uploaded.
page-verify-check = Verify
page-verify-paper = Do you have it on paper?
page-verify-paper-why = The square code on a certificate says to which file it belongs. The picture of it is read on this phone and goes to nobody.
page-verify-scan = Scan the code
page-verify-picture = Choose a picture of it
page-verify-expected = The paper belongs to one file
page-verify-expected-why = Choose the file that came with it: this page then says whether it is that one. Its digest (SHA-256):
page-verify-same = This is the file on the paper
page-verify-same-why = Both have the same digest (SHA-256). Whether what it says is true, verifying tells.
page-verify-other = This is not the file on the paper
page-verify-other-why = It may be an older or a newer one of the same IOU, or of another one. Ask for the file that belongs to the paper, or for a new paper.
page-verify-result = Result:
page-verify-false = This file is not to be relied on
page-verify-false-why = It contradicts what is proved in { $count } places. Do not pay or sign because of it; ask for another.
page-verify-holds = Nothing in it is false
page-verify-holds-why = What is marked ✓ follows from the institutions’ signatures; you need not trust whoever gave you the file.
page-verify-if = Nothing in it is false, of a ledger that nobody named
page-verify-if-why = The specification does not say which contract keeps the loans. Compare its address with an institution that you trust: another contract could tell any story.
page-verify-development = This is a chain for development or tests: it shows that verifying works, not that anybody is bound.
page-verify-proved = Proved
page-verify-stated = Stated, not proved
page-verify-missing = Missing
page-verify-lie = False
page-verify-items = { $count }
page-verify-loan = The IOU at that moment
page-verify-lender = the lender
page-verify-borrower = the borrower
page-verify-as-of = What follows is true up to this moment
page-verify-as-of-said = Up to this moment, as the file says (not proved)
page-verify-as-of-false = The file claims to tell up to
page-verify-as-of-doubt = Something in it is false, so do not rely on the moment either.
page-verify-since = It is { $today }. The file does not know what happened in these { $days } days: payments, changes, settlement. Ask for a new one.
page-verify-since-today = It is { $today }. The file does not know what happened since.
page-verify-proof = Proof: what it rests on
page-verify-chain = Chain (from the specification that you chose)
page-verify-genesis = Genesis block
page-verify-block = Up to block
page-verify-print = Print this
page-verify-wrong-chain-spec = The second file is no chain specification.
page-verify-wrong-pdf-without = There is no evidence inside this PDF.
page-verify-wrong-pdf-several = There are several files of evidence inside this PDF.
page-verify-wrong-unreadable = The first file is no evidence, or it is damaged.
page-verify-wrong-size = The file is too large: 32 MB at most.
page-verify-wrong-paper = The link from the square code is cut short. Scan it here once more.
page-verify-wrong-scan-none = There is no square code to be read in this picture. Hold the phone straight above it, in good light, so near that it fills half of the picture; or choose the file itself.
page-verify-wrong-scan-other = The square code in this picture is not that of a certificate.
page-verify-wrong-scan-several = There are square codes of several files in this picture. Take one that has a single certificate in it.
page-verify-wrong-scan-picture = This picture cannot be opened here. Take it as JPEG or PNG, or make a screenshot of it.
page-verify-wrong-module = The verifier could not be loaded; open this page again.

# Logging in
page-login-lead = Logging in shows all of your IOUs. Writing, signing and verifying need none.
page-login-how = Log in with your signature
page-login-why = No password, no phone number: the signing page signs a number with the keys on your phone, which shows that the IOUs are yours.
page-login-script = Logging in needs scripts.
page-login-go = Log in on the signing page
page-login-fault = That did not work; please try again.
page-login-link = No key, only a link?
page-login-link-why = The link in a reminder shows that one IOU without a log-in; it expires.
page-login-in = { $count } accounts
page-logout = Log out

# When something goes wrong
page-error-missing = There is no such page
page-error-missing-why = The address may be wrong, or the IOU is not on record yet.
page-error-busy = Not just now
page-error-busy-why = Please try again in a while. Nothing is lost.
page-error-foreign = This did not come from one of our pages
page-error-foreign-why = For your safety nothing was done. Begin from the home page.
page-error-bad = Something in the request is wrong
page-error-bad-why = Go back, check it and try again. Nothing is lost.
page-error-broken = Something is wrong here
page-error-broken-why = It is our fault, not yours. Please try again in a while.
page-error-passed = This cannot be done now
page-error-passed-why = Things have changed: it may have been done, or it is not time yet. Look at the IOU again.
page-error-link = This link is no longer good
page-error-link-why = Ask for a new one, or log in.
