# Form 2: form 1 (agreement.ftl) with the section on signed requests; here stand the lines that differ from form 1 alone.
head-requests = 7. Signed requests (to be read and confirmed by itself)
request = A request that a party signs with the private key of its account, and that states the digest of the terms, the step and the time within which it holds, is that party's reliable electronic signature. That somebody else submits it and pays for it takes nothing from its effect, and gives whoever submits it no power to act for the party. Within its time it can be taken back only as the contract provides.
request-keys = Passkeys and passwords only unlock the private key. Who loses control of the key says so at once (Electronic Signature Law, art. 15). Who takes over an account obtains the power to operate it, and nothing else.
request-apart = This section is shown and confirmed by itself before signing (Civil Code, art. 496); silence is no consent (Civil Code, art. 140).

head-text = 8. Text
canonical = This text is generated from the canonical bytes of the terms by form 2; its texts in different languages mean the same. Should they differ, the bytes that have the digest above prevail. SHA-256 of the form: { $wording }
