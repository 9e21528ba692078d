"""The queue of petitions, a module each: the list, what is done with several at once, what comes in."""
