"""Documents (文档): what the code says of itself, written out as pages. ``ledger schema`` prints them, and docs/ keeps them."""
