# The pages that sign.
brand = IOU
