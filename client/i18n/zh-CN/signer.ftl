# The pages that sign.
brand = 借条
