"""The work table seen from above: straightened, cropped and turned the right way.

Four printed markers (``sheet``) mark the table's corners; or a person sets the corners by hand.
"""
