"""What is asked: catalogue, parameters, setups, templates and example scenarios. Data only."""
