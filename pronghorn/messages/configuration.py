"""C: settings. The sentence itself stands in `config`, which imports nothing."""

from pronghorn import config
from pronghorn.messages import Message

CODES = {"C01": Message(en=config.REFUSED["en"], zh=config.REFUSED["zh"])}
