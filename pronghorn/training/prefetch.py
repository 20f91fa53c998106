"""Work done ahead in a thread, while compiled code runs."""

import queue
import threading

__all__ = ["ahead"]

_END = object()


def ahead(iterator, size=2):
    """The items of an iterator, which a thread takes from it up to `size` of them too early.

    Errors are raised where the item would have come. A consumer that stops closes the generator.
    """
    waiting = queue.Queue(size)
    stopped = threading.Event()

    def put(item):
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=0.1)
                return
            except queue.Full:
                continue

    def work():
        try:
            for item in iterator:
                put((item, None))
                if stopped.is_set():
                    break
            else:
                put((_END, None))
        except BaseException as error:  # raised again for the consumer
            put((_END, error))
        finally:
            if hasattr(iterator, "close"):
                iterator.close()

    # A daemon, for a user's generator may wait for ever.
    thread = threading.Thread(target=work, name="pronghorn data", daemon=True)
    thread.start()
    try:
        while True:
            item, error = waiting.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        stopped.set()
        thread.join(1.0)
