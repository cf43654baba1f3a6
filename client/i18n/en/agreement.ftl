# The text of the agreement, form 1: used both to write it and to read it back (evidence::agreement). One line each, with
# { $name } only. A form that was used for signing is never changed; new words are a new form.

title = LOAN AGREEMENT (IOU)
reference = Reference: { $reference }
digest = Digest of the terms (SHA-256): { $digest }

head-parties = 1. Parties
lender = Lender's account: { $account }
borrower = Borrower's account: { $account }
co-borrower-none = There is no co-borrower.
co-borrower = Co-borrower { $number }, account: { $account }.
co-borrower-joint = The borrower and every co-borrower are the borrower's side. Each owes the whole debt, jointly and severally; the money is received by the borrower; each may act for all in repaying, acknowledging, disputing and proposing, and what interrupts the limitation period against one does so against all (Civil Code, arts. 518, 519; Limitation, art. 15). Changes are signed by each.
person-name = Name: { $value }
person-name-withheld = Name: (withheld)
person-id-number = ID number: { $value }
person-id-number-withheld = ID number: (withheld)
person-phone = Telephone: { $value }
person-phone-withheld = Telephone: (withheld)
guarantor-none = There is no guarantor.
guarantor-joint = Guarantor { $number }, account: { $account }. Kind of guarantee: joint and several.
guarantor-general = Guarantor { $number }, account: { $account }. Kind of guarantee: general.
guarantee-months = Period of guarantee: { $months } months after the last due day.
guarantee-silent = Period of guarantee: none agreed; by law six months after the last due day (Civil Code, art. 692).
guarantor-bound = A guarantor is bound once the guarantor's account has signed, and by no more than what it has signed.
arbiter = Arbiter named by both parties, account: { $account }. In a dispute the arbiter may find that money was repaid, and award costs of enforcement; both enter the account. An arbiter in this sense is a person whom both parties trust, not an arbitration institution under the Arbitration Law of the People's Republic of China; either party may still go to court.
arbiter-none = The parties name no arbiter.
personal = Names, ID numbers, telephone numbers and the purpose of the loan do not stand in the terms, which bind them by salted commitments under the root { $root }. Whoever shows a value with its salt proves that value; one that is not shown takes nothing from the others.
personal-none = The terms bind no personal details.

head-loan = 2. Loan
pay-outside = Money is paid in { $currency } outside the chain, in amounts of { $decimals } decimals; deliveries and repayments are recorded by one party and confirmed by the other.
pay-token = Money is paid through this contract in the token of the token contract at { $contract }, in amounts of { $decimals } decimals.
pay-native = Money is paid through this contract in the native coin of this chain, in amounts of its smallest unit.
principal = The lender lends the borrower a principal of { $amount }.
principal-capitals = The lender lends the borrower a principal of { $amount } (in Chinese capital numerals: { $capitals }).
received = The principal is what the borrower received; where interest was deducted from it in advance, principal and interest follow from what was received (Civil Code, art. 670; Private Lending, art. 26).
least-delivery = The least amount delivered that makes a loan: { $amount }. Less than that cannot be delivered under this agreement.
least-whole = The principal is delivered whole; less than that cannot be delivered under this agreement.
least-acknowledged = Where less than the principal is delivered, there is a loan of what the borrower has acknowledged by its amount.
purpose = Purpose of the loan: { $value }
purpose-withheld = Purpose of the loan: (withheld)
sign-by = To be signed by: { $moment }.
deliver-by = To be delivered by: { $moment }. The loan exists once the borrower has received the money (Civil Code, art. 679; Private Lending, art. 9); unless it is signed and delivered in time, this agreement lapses.
zone = The days of this agreement are counted in the time zone { $offset }; a due day ends at 24:00 (Civil Code, art. 203 para. 2). A due day that is a public holiday is not moved to the day after it: the parties so agree under art. 204, in place of art. 203 para. 1.

head-interest = 3. Interest
rate = Annual rate: { $rate }, simple interest. Interest earns no interest; where the parties later agree to add it to principal, Private Lending, art. 27, holds.
rate-none = The loan bears no interest (Civil Code, art. 680).
days-act-365 = Days are counted as they are; a year has 365.
days-act-360 = Days are counted as they are; a year has 360.
days-30-360 = Days of interest: 30E/360, that is 360 for each year, 30 for each month and 1 for each day between two dates, the 31st counting as the 30th; a year has 360 days.
ends-one = The day of delivery (or the agreed start, where that is later) bears no interest, the day of repayment does (Civil Code, art. 201).
ends-both = The day of delivery (or the agreed start, where that is later) and the day of repayment both bear interest.
rounding-floor = Fractions of the smallest unit of money are dropped.
rounding-half-even = Interest is rounded to the nearest smallest unit of money, a half to the even one.
rounding-half-up = Interest is rounded to the nearest smallest unit of money, a half upwards.
overdue-rate = Annual rate on overdue principal: { $rate }.
overdue-rate-silent = No rate on overdue principal is agreed: the annual rate applies if there is one; else the one-year loan prime rate of the due day where the law of China governs, and none elsewhere (Civil Code, art. 676; Private Lending, art. 28).
late-fee = Late fee: { $amount }, once for each instalment that is not paid in full when its due day ends.
late-fee-none = There is no late fee.
cap-prc = Highest rate: four times the one-year loan prime rate of the day of delivery in China, measured by actual days and a year of 365 (by 30E/360 where that is agreed). Neither what the annual or the overdue rate earns, counted and rounded as agreed, nor the sum of overdue interest, late fees and other charges may be above it; what is above it is not owed (Private Lending, arts. 25, 28, 29).
cap-agreed = Highest rate: { $rate } a year, measured by actual days and a year of 365 (by 30E/360 where that is agreed). Neither what the annual or the overdue rate earns, counted and rounded as agreed, nor the sum of overdue interest, late fees and other charges may be above it; what is above it is not owed.
cap-none = The parties agree no highest rate.
law-prc = The law of the People's Republic of China governs this agreement.
law-open = The contract does not enforce China's limits on interest for this agreement; which law governs it is for the law to say.

head-repayment = 4. Repayment
start = Agreed start: { $day }, the planned day of delivery. The periods are counted from it, and no interest runs before it even where the money is delivered earlier.
method-bullet = Method: principal and interest together on one due day.
method-interest-only = Method: interest each period, principal with the last.
method-equal-instalments = Method: equal instalments of principal and interest.
method-equal-principal = Method: equal principal each period.
method-custom = Method: due days and principal as the parties set them; interest on the principal outstanding.
every-months = One period is { $count } months; there are { $periods }.
every-days = One period is { $count } days; there are { $periods }.
every-by-hand = The periods are as listed below; there are { $periods }.
balloon = Principal kept for the last instalment (balloon): { $amount }.
balloon-none = There is no balloon.
schedule = The instalments, { $count } in number, in { $unit }:
row = No. { $number }: due { $day }, principal { $principal }, interest { $interest }, total { $total }
sum = All: principal { $principal }, interest { $interest }, total { $total }
follows = Where the money is delivered on another day, or in another amount, than planned, the instalments are computed anew in the same way; the principal never grows by that.
early = The borrower may repay early, with interest for the days that have passed (Civil Code, art. 677; Private Lending, art. 30).
early-none = The borrower may not repay early unless the lender consents.
grace = { $days } days of grace follow a due day; after them default may be recorded. They take nothing from overdue interest and late fees.
acceleration = Acceleration: once default is on record and no dispute is open, the lender may give the borrower's side notice and put it on record; then all principal that is left falls due, with the interest that has accrued by then, { $days } days after the day of the record. No interest is owed for later days of the schedule. To pay afterwards what was overdue lifts the default and not the acceleration, which only a signed change takes back (Civil Code, art. 509; compare arts. 634, 673).
acceleration-none = No acceleration after default is agreed.
order = Payments go to costs of enforcement, overdue interest and late fees, interest, principal, in this order, the oldest instalment first (Civil Code, art. 561).

head-changes = 5. Changes and assignment
change = Extensions and other changes are in force once lender, borrower and every co-borrower have signed the digest of the change within its time (Civil Code, arts. 543, 678). They do not burden a guarantor who has not signed them (Civil Code, art. 695).
assignment = The lender may assign the claim, whole or in parts; it passes when the assignee has signed, and the contract's event of it is the notice to the borrower (Civil Code, arts. 545, 546).

head-evidence = 6. Signatures and evidence
signature = Each party signs the digest of the terms above with the private key of its account. Each confirms that the key is its own and under its sole control, and that a signature made with it is its electronic signature (Electronic Signature Law, arts. 13, 14).
evidence = The parties agree that conclusion, delivery, repayments, notices, demands, changes, assignments, disputes and defaults of this agreement are kept, transmitted and extracted as electronic data by way of the records of this contract in the finalised blocks of this chain, and of the evidence file (.iou) that is drawn from those records and can be checked without a network. This is the way agreed by the parties in the sense of art. 94, para. 1, item 5 of the Provisions of the Supreme People's Court on Evidence in Civil Proceedings, subject to evidence to the contrary that suffices to rebut it.
review = The authenticity of records on a blockchain is reviewed under arts. 16 to 19 of the Online Litigation Rules of the People's Courts.

head-text = 7. Text
canonical = This text is generated from the canonical bytes of the terms by form 1; its texts in different languages mean the same. Should they differ, the bytes that have the digest above prevail. SHA-256 of the form: { $wording }
statutes = Cited here: Civil Code, the Civil Code of the People's Republic of China; Private Lending, the Provisions of the Supreme People's Court on the Application of Law in the Trial of Private Lending Cases (as amended on 29 December 2020); Limitation, the Provisions of the Supreme People's Court on the Application of Limitation in the Trial of Civil Cases (as amended on 29 December 2020); Electronic Signature Law, the Electronic Signature Law of the People's Republic of China.

# Amounts and money
currency-cny = renminbi (CNY)
money-cny = CNY { $number }
money-currency = { $currency } { $number }
money-token = { $number } tokens
money-native = { $number } smallest units of the native coin
unit-cny = CNY
unit-currency = { $currency }
unit-token = tokens
unit-native = smallest units of the native coin
