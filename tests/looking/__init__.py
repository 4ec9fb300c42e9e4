"""Looking at every page: pictures of all of them, and what a browser measures on the way. Never shipped."""
