// The pages that sign.
