"""What never goes into a log."""

import logging
import re

TOKEN = re.compile(r"(/invitation/)[^/\s\"']+")


class WithoutTokens(logging.Filter):
    """Takes the token of a one-time link out of whatever is logged: whoever reads it there could use the link."""

    def filter(self, record):
        said = record.getMessage()
        if TOKEN.search(said):
            record.msg, record.args = TOKEN.sub(r"\1…", said), ()
        return True
