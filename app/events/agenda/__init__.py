"""The agenda of one event: sessions in rooms, with speakers; import and layout."""
