"""Data sets that tutorials use, each a module with `load_data`.

Files are looked for in `~/.keras/datasets`, where Keras keeps them too (`KERAS_HOME` names another
folder than `~/.keras`), are fetched if they are not there, and are verified before they are read.
"""
